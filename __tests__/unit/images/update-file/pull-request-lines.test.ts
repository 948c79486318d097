/** What Git shows of a whole pull request: the lines that its report names, and no others. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Image } from '../../../../src/images/manifest/image.ts';
import { updateFiles } from '../../../../src/images/transfer/update-files.ts';
import { aCheckout, editing } from '../../../support/builders/checkout-builder.ts';
import { createSilentReporter } from '../../../support/fakes/silent-reporter.ts';
import { type GitHubServer, startGitHubServer } from '../../../support/servers/github-server.ts';
import { createRandom, pick, type Random } from '../../../system/fuzz/random.ts';
import { createUnpacedForge } from '../../forge/github/unpaced.ts';

const FILES = 24;
const LINES = ['', ' ', '\t# k', 'x = 1', 'é🖥', '\r', 'url: "a"', '\\', '\ufeff', 'k1=<', '<>'];
const ENDS = ['\n', '\r\n', '\n\n', '\r\n\r\n'];
const PATHS = ['a.hcl', 'deep/er/b.hcl', 'deep/er.hcl', 'deep/c.yaml', 'z'];

/** Up to four keys in a file of any line ends, with and without one at its end. */
function randomFile(random: Random): string {
  const lines = Array.from({ length: 1 + random(12) }, () => pick(random, LINES));
  for (const key of ['k1', 'k2', 'k3', 'k4'].slice(0, 1 + random(4))) {
    lines.splice(
      random(lines.length),
      0,
      `${pick(random, LINES)}${key}=<old>${pick(random, LINES)}`,
    );
  }
  const end = pick(random, [...ENDS, undefined]);
  const text = lines.map((line) => `${line}${end ?? pick(random, ENDS)}`).join('');
  return random(3) === 0 ? text.trimEnd() : text;
}

const server = new Map<'github', GitHubServer>();
before(async () => void server.set('github', await startGitHubServer()));
after(() => server.get('github')?.close());

test(`a pull request changes the lines that it names, in ${FILES} files`, async (t) => {
  const github = server.get('github') ?? assert.fail();
  const random = createRandom(11);
  const names = Array.from({ length: FILES }, (_, index) => `f${index}/${pick(random, PATHS)}`);
  const texts = Object.fromEntries(names.map((name) => [name, randomFile(random)]));
  github.commitByHand('main', texts);
  // What lies in the checkout is of no account: its lines end in another way, and are others.
  const here = names.map((name) => [name, `mine\r\n${texts[name]}`]);
  const checkout = await aCheckout(t, Object.fromEntries(here));
  const images: Image[] = names.flatMap((name, file) =>
    ['k1', 'k2', 'k3', 'k4'].map((key) => {
      const value = pick(random, [`${key}=<new>`, `${key}=<old>`, `${key}=<$&>`]);
      return editing(`${key}-${file}`, name, [{ pattern: `${key}=<[^<>]*>`, value }]);
    }),
  );
  const report = await updateFiles(
    { inPlace: images, failed: [] },
    {
      checkout,
      forge: {
        ...{ forge: createUnpacedForge(github), wishes: {} },
        ...{ statusContext: 'sync', runUrl: undefined },
      },
      reporter: createSilentReporter(),
      signal: new AbortController().signal,
    },
  );
  assert.equal(report.pullRequest?.state, 'created', String(report.error));
  const named = new Set(report.changes.map(({ path, line }) => `${path}:${line}`));
  const diff = github.git('diff', '--no-color', '-U0', 'main', 'automated/image-updates');
  const shown = changedLines(diff);
  assert.deepEqual([...shown].sort(), [...named].sort());
  assert.ok(named.size > FILES / 2, `${named.size} lines`);
  assert.equal(github.git('diff', '--summary', 'main', 'automated/image-updates'), '');
});

/** `path:line` of each line that is another one, in a diff without context. */
function changedLines(diff: string): Set<string> {
  const lines = new Set<string>();
  let path = '';
  for (const line of diff.split('\n')) {
    path = /^--- a\/(.*?)\t?$/.exec(line)?.[1] ?? path;
    const [, from, count = '1', added = '1'] =
      /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line) ?? [];
    if (from === undefined) continue;
    assert.equal(count, added, `a line was added or removed: ${path} ${line}`);
    for (let at = 0; at < Number(count); at += 1) lines.add(`${path}:${Number(from) + at}`);
  }
  return lines;
}
