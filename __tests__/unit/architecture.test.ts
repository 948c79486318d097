import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Every source file below src, as a path from there, with its text. */
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({
    file: path.slice(join(ROOT, 'src/').length),
    text: readFileSync(path, 'utf8'),
  }));

/** What the linter says of a file in src with this content, in a folder that has only our rules and that file. */
async function lint(file: string, content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-lint-'));
  try {
    const rules = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'));
    await writeFile(join(folder, 'biome.json'), JSON.stringify({ ...rules, vcs: undefined }));
    await mkdir(dirname(join(folder, 'src', file)), { recursive: true });
    await writeFile(join(folder, 'src', file), content);
    const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
    const linted = spawnSync(process.execPath, [biome, 'lint', '--colors=off'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return linted.stdout + linted.stderr;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the linter', () => {
  for (const [file, forbidden] of [
    ['stream/probe.ts', '../commands/sync.ts'],
    ['programs/probe.ts', '../stream/decode.ts'],
    ['errors.ts', './programs/git.ts'],
    ['store/probe.ts', '../catalog/plan.ts'],
    ['store/probe.ts', '../manifest/image.ts'],
    ['commands/probe.ts', '../run.ts'],
    ['cli/probe.ts', '../action/action.ts'],
    ['catalog/probe.ts', '@aws-sdk/client-s3'],
    ['cli/probe.ts', '@actions/core'],
    ['probe.ts', undefined],
  ] as const) {
    it(`${forbidden === undefined ? 'accepts a file without imports' : `refuses ${forbidden} in ${file}`}`, async () => {
      const content = `/** Probe. */\n${forbidden === undefined ? '' : `export * from '${forbidden}';\n`}`;
      const said = await lint(file, content);
      assert.match(said, /Checked 2 files/);
      assert.equal(said.includes('noRestrictedImports'), forbidden !== undefined, said);
    });
  }
});

describe('the sources', () => {
  it('read environment, working folder and time in the faces and run.ts alone', () => {
    const allowed = /^(action|cli)\/|^(main|run|clock)\.ts$/;
    const readers = sources.filter(({ file, text }) => {
      return !allowed.test(file) && /process\.(env|cwd)\b|Date\.now\(/.test(withoutComments(text));
    });
    assert.deepEqual(
      readers.map(({ file }) => file),
      [],
    );
  });

  for (const [library, home] of [
    ['lzma-native', /^stream\/xz-library\.ts$/],
    ['@aws-sdk/', /^store\/s3-/],
    ['@smithy/', /^store\/s3-/],
  ] as const) {
    it(`import ${library} where it belongs`, () => {
      const importers = sources.filter(({ text }) => text.includes(`'${library}`));
      assert.ok(importers.length > 0);
      for (const { file } of importers) assert.match(file, home);
    });
  }

  it('start programs in one place, which passes no environment on', () => {
    const starters = sources.filter(({ text }) =>
      /child_process|['"](node:)?cluster['"]|process\.(binding|dlopen|execve)|@actions\/exec/.test(
        withoutComments(text),
      ),
    );
    assert.deepEqual(
      starters.map(({ file }) => file),
      ['programs/start-program.ts'],
    );
    const [calls] = starters.map(({ text }) => text.match(/\bspawn\([\s\S]*?\}\);/g) ?? []);
    assert.equal(calls?.length, 1);
    assert.match(calls?.[0] ?? '', /\n +env,\n/);
  });

  it('start threads in one place, without the environment', () => {
    const starters = sources.filter(({ text }) => text.includes('worker_threads'));
    assert.deepEqual(
      starters.map(({ file }) => file),
      ['stream/hash-thread.ts'],
    );
    const threads = starters.flatMap(({ text }) => text.match(/new Worker\(.*\);/g) ?? []);
    assert.equal(threads.length, 1);
    assert.match(threads[0] ?? '', /\benv: \{\}/);
  });

  it('say in their first line what they are for', () => {
    for (const { file, text } of sources) assert.match(text, /^(#!.*\n)?\/\*\* [A-Z`]/, file);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
