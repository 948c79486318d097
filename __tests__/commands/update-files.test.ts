import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { updateFiles } from '../../src/commands/update-files.ts';
import type { Image } from '../../src/manifest/image.ts';
import { aGit } from '../builders/git-builder.ts';
import { anImage, sha256Of } from '../builders/image-builder.ts';
import { createMemoryForge } from '../fakes/memory-forge.ts';
import { createSilentReporter } from '../fakes/silent-reporter.ts';

const FILE = 'vars.hcl';
const OLD = 'iso = "old"\n';

function editing(name: string, bytes: string, path = FILE): Image {
  const replacements = [{ pattern: `iso = "[^"]*"`, value: 'iso = "{{ .Source.Checksum }}"' }];
  return anImage(name, bytes, { updateFile: { path, replacements } });
}

describe('the files that follow an image', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'labctl-update-'));
    await writeFile(join(root, FILE), OLD);
  });
  afterEach(() => rm(root, { recursive: true }));

  const run = (
    inPlace: readonly Image[],
    {
      forge,
      failed = [],
    }: { forge?: ReturnType<typeof createMemoryForge>; failed?: string[] } = {},
  ) =>
    updateFiles(
      { inPlace, failed },
      {
        checkout: { root, manifest: 'images.yaml', askGit: aGit() },
        forge: forge && { forge, wishes: {}, statusContext: 'sync', runUrl: 'https://run.test/1' },
        reporter: createSilentReporter(),
        signal: new AbortController().signal,
      },
    );

  it('are edited in place without a forge, once', async () => {
    const first = await run([editing('a', 'one')]);
    assert.deepEqual(first.files, [FILE]);
    assert.equal(await readFile(join(root, FILE), 'utf8'), `iso = "${sha256Of('one')}"\n`);
    assert.deepEqual((await run([editing('a', 'one')])).files, []);
  });

  it('are proposed with a forge, with a status that links to the run, and the checkout is left alone', async () => {
    const forge = createMemoryForge();
    const report = await run([editing('a', 'one')], { forge });
    assert.deepEqual([report.pullRequest?.state, report.pullRequest?.number], ['created', 1]);
    assert.equal(await readFile(join(root, FILE), 'utf8'), OLD);
    const [status] = forge.statuses;
    assert.deepEqual([status?.context, status?.targetUrl], ['sync', 'https://run.test/1']);
    const writes = forge.writes();
    assert.equal((await run([editing('a', 'one')], { forge })).pullRequest?.state, 'unchanged');
    assert.equal(forge.writes(), writes);
  });

  it('keep the siblings of an image whose file cannot be edited, and name it in the pull request', async () => {
    const forge = createMemoryForge();
    const report = await run([editing('a', 'one'), editing('b', 'two', 'nowhere.hcl')], { forge });
    assert.deepEqual(
      report.failures.map(({ image, error }) => [image, error.code]),
      [['b', 'EDIT_FAILED']],
    );
    assert.equal(report.pullRequest?.state, 'created');
    assert.match(forge.pulls[0]?.body ?? '', /not part of this pull request.*b/is);
  });

  it('do not close a pull request only because its image failed in this run', async () => {
    const forge = createMemoryForge();
    await run([editing('a', 'one')], { forge });
    const report = await run([], { forge, failed: ['a'] });
    assert.equal(report.pullRequest, undefined);
    assert.equal(forge.pulls[0]?.state, 'open');
  });

  it('close the pull request when nothing differs any more', async () => {
    const forge = createMemoryForge();
    await run([editing('a', 'one')], { forge });
    await writeFile(join(root, FILE), `iso = "${sha256Of('one')}"\n`);
    assert.equal((await run([editing('a', 'one')], { forge })).pullRequest?.state, 'closed');
    assert.equal(forge.pulls[0]?.state, 'closed');
  });

  it('report what the forge refuses, whatever it is', async () => {
    const forge = createMemoryForge();
    forge.propose = () => Promise.reject(new Error('on fire'));
    const report = await run([editing('a', 'one')], { forge });
    assert.equal(report.error?.code, 'INTERNAL');
    assert.deepEqual(report.files, [FILE]);
  });
});
