import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Image } from '../../../../src/images/manifest/image.ts';
import { exitCodeOf } from '../../../../src/images/report.ts';
import { type SyncOptions, sync } from '../../../../src/images/verbs/sync.ts';
import { aGit } from '../../../support/builders/git-builder.ts';
import { aManifest, anImage, sha256Of } from '../../../support/builders/image-builder.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { createMemoryBuilder } from '../../../support/fakes/memory-builder.ts';
import { createMemorySource } from '../../../support/fakes/memory-source.ts';
import { createMemoryStore } from '../../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../../support/fakes/silent-reporter.ts';

const FILE = 'vars.hcl';
const OLD = 'a = old\nb = old\n';

/** An image whose checksum its own line of the file is to name. */
function following(name: string, bytes: string, path = FILE): Image {
  const replacements = [
    { pattern: `(?m)^${name} = .*$`, value: `${name} = {{ .Source.Checksum }}` },
  ];
  return anImage(name, bytes, { updateFile: { path, replacements } });
}

describe('the edits of a sync', () => {
  let root: string;
  let store: ReturnType<typeof createMemoryStore>;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'labctl-sync-edits-'));
    await writeFile(join(root, FILE), OLD);
    store = createMemoryStore();
  });
  afterEach(() => rm(root, { recursive: true }));

  const run = async (images: readonly Image[], more: Partial<SyncOptions> = {}) => {
    const options: SyncOptions = {
      ...{ images: undefined, dryRun: false, shards: undefined, transfer: true },
      ...{ force: false, concurrency: 2, updateFiles: true },
      ...more,
    };
    const reporter = createSilentReporter();
    const report = await sync(aManifest(images), options, {
      ...{ store, reporter },
      ...{ clock: createFakeClock(), signal: new AbortController().signal },
      ...{ xzProgram: undefined, spoolFolder: tmpdir(), maxDecodedBytes: 1_000_000 },
      builder: createMemoryBuilder({}),
      checkout: { root, manifest: 'images.yaml', askGit: aGit() },
      forge: undefined,
      announcedSizes: async (urls) => urls.map(() => undefined),
      openSource: ({ url }) => createMemorySource({ bytes: new URL(url).pathname.slice(1) }),
    });
    return { report, said: reporter.lines.join('\n') };
  };
  const text = () => readFile(join(root, FILE), 'utf8');

  it('name the images that are in place, also those that the run was not asked for', async () => {
    await run([following('a', 'a')], { updateFiles: false });
    await run([following('a', 'a'), following('b', 'b')], { images: ['b'] });
    assert.equal(await text(), `a = ${sha256Of('a')}\nb = ${sha256Of('b')}\n`);
  });

  it('do not name an image that is not in place and that the run was not asked for', async () => {
    const { report } = await run([following('a', 'a'), following('b', 'b')], { images: ['b'] });
    assert.equal(await text(), `a = old\nb = ${sha256Of('b')}\n`);
    assert.deepEqual(report.update?.files, [FILE]);
  });

  it('do not name the new version of an image that has the old one in place', async () => {
    await run([following('a', 'a')], { updateFiles: false });
    await run([following('a', 'newer'), following('b', 'b')], { images: ['b'] });
    assert.equal(await text(), `a = old\nb = ${sha256Of('b')}\n`);
  });

  it('are shown by a dry run for all that it would put in place, and not made', async () => {
    const { report } = await run([following('a', 'a'), following('b', 'b')], { dryRun: true });
    assert.deepEqual(
      report.update?.changes.map(({ line, old, new: now }) => [line, old, now]),
      [
        [1, 'a = old', `a = ${sha256Of('a')}`],
        [2, 'b = old', `b = ${sha256Of('b')}`],
      ],
    );
    assert.equal(await text(), OLD);
    const left = await run([following('a', 'a')], { dryRun: true, updateFiles: false });
    assert.equal(left.report.update, undefined);
  });

  it('that a dry run could not make are a warning, and fail no plan of a matrix', async () => {
    const images = [following('a', 'a'), following('b', 'b', 'nowhere.hcl')];
    const { report, said } = await run(images, { dryRun: true });
    assert.equal(exitCodeOf(report), 0);
    assert.deepEqual(
      report.update?.failures.map(({ image, error }) => [image, error.code]),
      [['b', 'EDIT_FAILED']],
    );
    assert.match(said, /warning: b: cannot edit nowhere\.hcl/);
    assert.equal(exitCodeOf((await run(images)).report), 1);
  });
});
