/** `npm run package`: `build/` → `dist/`, the files that users run, with the licences of all that is in them. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');

/** ncc writes the licences of each chunk to a file of its own when the name asks for it, else over one another. */
const PER_CHUNK = '[name].licenses.txt';

rmSync(DIST, { recursive: true, force: true });
execFileSync('ncc', ['build', 'build/main.js', '-o', 'dist', '--license', PER_CHUNK, '-q'], {
  cwd: ROOT,
  stdio: 'inherit',
});
writeFileSync(join(DIST, 'licenses.txt'), takeLicenses());
chmodSync(join(DIST, 'index.js'), 0o755);

/** Those of `index.js` first; each text once, since chunks without a name all get the same one. */
function takeLicenses(): string {
  const files = readdirSync(DIST).filter((name) => name.endsWith('.licenses.txt'));
  files.sort((a, b) => Number(b.startsWith('main.')) - Number(a.startsWith('main.')));
  const texts = new Set(files.map((name) => readFileSync(join(DIST, name), 'utf8').trimEnd()));
  for (const name of files) rmSync(join(DIST, name));
  return `${[...texts].join('\n\n')}\n`;
}
