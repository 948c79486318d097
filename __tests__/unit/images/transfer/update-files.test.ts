import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import type { Image } from '../../../../src/images/manifest/image.ts';
import { planUpdates, updateFiles } from '../../../../src/images/transfer/update-files.ts';
import { aGit } from '../../../support/builders/git-builder.ts';
import { anImage, sha256Of } from '../../../support/builders/image-builder.ts';
import { createMemoryForge, type MemoryForge } from '../../../support/fakes/memory-forge.ts';
import {
  createSilentReporter,
  type SilentReporter,
} from '../../../support/fakes/silent-reporter.ts';

const FILE = 'vars.hcl';
const OLD = 'iso = "old"\n';

function editing(name: string, bytes: string, path = FILE): Image {
  const replacements = [{ pattern: `iso = "[^"]*"`, value: 'iso = "{{ .Source.Checksum }}"' }];
  return anImage(name, bytes, { updateFile: { path, replacements } });
}

type Around = { forge: MemoryForge; failed: string[]; reporter: SilentReporter };

const ORIGIN = { commit: 'c0ffee', manifest: 'images.yaml' };

describe('the files that follow an image', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'labctl-update-'));
    await writeFile(join(root, FILE), OLD);
  });
  afterEach(() => rm(root, { recursive: true }));

  const run = (
    inPlace: readonly Image[],
    { forge, failed = [], reporter = createSilentReporter() }: Partial<Around> = {},
  ) => updateFiles({ inPlace, failed }, contextOf(root, forge, reporter));

  it('are edited in place without a forge, once', async () => {
    const first = await run([editing('a', 'one')]);
    assert.deepEqual(first.files, [FILE]);
    assert.equal(await readFile(join(root, FILE), 'utf8'), `iso = "${sha256Of('one')}"\n`);
    assert.deepEqual((await run([editing('a', 'one')])).files, []);
  });

  it('are proposed with a forge, with a status that links to the run, and the checkout is left alone', async () => {
    const forge = aForge();
    const report = await run([editing('a', 'one')], { forge });
    assert.deepEqual([report.pullRequest?.state, report.pullRequest?.number], ['created', 1]);
    assert.equal(await readFile(join(root, FILE), 'utf8'), OLD);
    const [status] = forge.statuses;
    assert.deepEqual([status?.context, status?.targetUrl], ['sync', 'https://run.test/1']);
    const writes = forge.writes();
    assert.equal((await run([editing('a', 'one')], { forge })).pullRequest?.state, 'unchanged');
    assert.equal(forge.writes(), writes);
  });

  it('show no secret of a URL that is written into them', async () => {
    const url = 'https://bob:hunter2@origin.test/x?X-Amz-Signature=5ecret';
    const image = editing('a', 'one');
    const replacements = [{ pattern: 'iso = "[^"]*"', value: 'iso = "{{ .Source.URL }}"' }];
    const source = { ...image.source, url } as Image['source'];
    const updateFile = { path: FILE, replacements };
    const report = await run([{ ...image, source, updateFile }]);
    assert.doesNotMatch(JSON.stringify(report), /hunter2|5ecret/);
    assert.ok((await readFile(join(root, FILE), 'utf8')).includes(url));
  });

  it('are edited as the base has them, whatever the checkout holds', async () => {
    const forge = aForge();
    forge.commit('main', { [FILE]: `# theirs\n${OLD}more = 1\n` });
    await writeFile(join(root, FILE), `${OLD}never = "committed"\n`);
    const report = await run([editing('a', 'one')], { forge });
    assert.deepEqual(
      report.changes.map(({ line, old }) => [line, old]),
      [[2, 'iso = "old"']],
    );
    assert.equal(onBranch(forge), `# theirs\niso = "${sha256Of('one')}"\nmore = 1\n`);
  });

  it('are edited once more when somebody was faster', async () => {
    const forge = aForge();
    forge.raceNext(() => forge.commit('main', { [FILE]: `# theirs\n${OLD}` }));
    const report = await run([editing('a', 'one')], { forge });
    assert.equal(onBranch(forge), `# theirs\niso = "${sha256Of('one')}"\n`);
    assert.deepEqual(
      report.changes.map(({ line }) => line),
      [2],
    );
  });

  for (const [what, text, says] of [
    ['a line that is gone', 'other = 1\n', /matches nothing; the base has another version/],
    ['a line that is there twice', `${OLD}${OLD}`, /matches 2 times.*another version of vars\.hcl/],
    ['a file that is gone', undefined, /no such file in main; the base has another version/],
    ['a file that is binary', 'a\0', /a binary file.*the base has another version/],
  ] as const) {
    it(`are not edited where the base has another version: ${what}`, async () => {
      const forge = createMemoryForge();
      if (text !== undefined) forge.commit('main', { [FILE]: text });
      const report = await run([editing('a', 'one')], { forge });
      assert.deepEqual([report.files, report.pullRequest], [[], undefined]);
      const [failure] = report.failures;
      assert.equal(failure?.error.code, 'EDIT_FAILED');
      assert.match(failure.error.message, says);
      assert.equal(forge.writes(), 0);
    });
  }

  it('do not blame the base for what the checkout has as well', async () => {
    const forge = createMemoryForge();
    forge.commit('main', { [FILE]: 'other = 1\n' });
    await writeFile(join(root, FILE), 'other = 1\r\n');
    const [failure] = (await run([editing('a', 'one')], { forge })).failures;
    assert.match(failure?.error.message ?? '', /matches nothing$/);
  });

  it('refuse the manifest on the base too, also behind a link of the checkout', async () => {
    const forge = createMemoryForge();
    forge.commit('main', { 'images.yaml': OLD, 'real.yaml': OLD });
    await writeFile(join(root, 'real.yaml'), OLD);
    await symlink('real.yaml', join(root, 'images.yaml'));
    const images = [editing('a', 'one', 'images.yaml'), editing('b', 'two', 'real.yaml')];
    const { failures } = await run(images, { forge });
    for (const { error } of failures) assert.match(error.message, /it is the manifest/);
    assert.equal(failures.length, 2);
  });

  it('are left to a newer run once its manifest is another, and so is what that has opened', async () => {
    const forge = aForge();
    await run([editing('a', 'newer')], { forge });
    const [newer, writes] = [onBranch(forge), forge.writes()];
    forge.overtake(ORIGIN.commit);
    for (const images of [[editing('a', 'older')], []]) {
      const reporter = createSilentReporter();
      const report = await run(images, { forge, reporter });
      assert.deepEqual(
        [report.files, report.pullRequest, report.error],
        [[], undefined, undefined],
      );
      assert.match(reporter.lines.join(), /branch main has gone on to another manifest/);
    }
    assert.deepEqual([onBranch(forge), forge.writes()], [newer, writes]);
    assert.equal(forge.pulls[0]?.state, 'open');
  });

  it('keep the siblings of an image whose file cannot be edited, and name it in the pull request', async () => {
    const forge = aForge();
    const report = await run([editing('a', 'one'), editing('b', 'two', 'nowhere.hcl')], { forge });
    assert.deepEqual(
      report.failures.map(({ image, error }) => [image, error.code]),
      [['b', 'EDIT_FAILED']],
    );
    assert.equal(report.pullRequest?.state, 'created');
    assert.match(forge.pulls[0]?.body ?? '', /not part of this pull request.*b/is);
  });

  it('do not close a pull request only because its image failed in this run', async () => {
    const forge = aForge();
    await run([editing('a', 'one')], { forge });
    const report = await run([], { forge, failed: ['a'] });
    assert.equal(report.pullRequest, undefined);
    assert.equal(forge.pulls[0]?.state, 'open');
  });

  it('close the pull request when the base needs nothing any more, and not when the checkout does', async () => {
    const forge = aForge();
    await run([editing('a', 'one')], { forge });
    const done = `iso = "${sha256Of('one')}"\n`;
    await writeFile(join(root, FILE), done);
    assert.equal((await run([editing('a', 'one')], { forge })).pullRequest?.state, 'unchanged');
    forge.commit('main', { [FILE]: done });
    assert.equal((await run([editing('a', 'one')], { forge })).pullRequest?.state, 'closed');
    assert.equal(forge.pulls[0]?.state, 'closed');
  });

  it('report what the forge refuses, whatever it is', async () => {
    const forge = aForge();
    forge.propose = () => Promise.reject(new Error('on fire'));
    const report = await run([editing('a', 'one')], { forge });
    assert.equal(report.error?.code, 'INTERNAL');
    assert.deepEqual(report.files, []);
  });
});

describe('the plan of the files', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'labctl-plan-'));
    await writeFile(join(root, FILE), OLD);
  });
  afterEach(() => rm(root, { recursive: true }));

  const plan = async (forge: MemoryForge | undefined, images = [editing('a', 'one')]) => {
    const reporter = createSilentReporter();
    const report = await planUpdates(images, contextOf(root, forge, reporter));
    assert.equal(await readFile(join(root, FILE), 'utf8'), OLD);
    assert.equal(forge?.writes() ?? 0, 0);
    return { report, said: reporter.lines.join() };
  };

  it('shows the lines of the base that would change, and writes nothing', async () => {
    const forge = createMemoryForge();
    forge.commit('main', { [FILE]: `# theirs\n${OLD}` });
    const { report } = await plan(forge);
    assert.deepEqual(report, {
      files: [FILE],
      changes: [
        { image: 'a', path: FILE, line: 2, old: 'iso = "old"', new: `iso = "${sha256Of('one')}"` },
      ],
      failures: [],
    });
  });

  it('shows those of the checkout without a forge, and where the base cannot be read', async () => {
    const forge = aForge();
    forge.commit('main', { [FILE]: `# theirs\n${OLD}` });
    forge.failNext(new LabctlError('FORGE_REJECTED', 'no permission'));
    const unread = await plan(forge);
    assert.match(unread.said, /are those of the checkout: no permission/);
    for (const { report } of [unread, await plan(undefined)]) {
      assert.deepEqual(
        report.changes.map(({ line }) => line),
        [1],
      );
    }
  });

  it('warns of what would fail', async () => {
    const { report, said } = await plan(undefined, [editing('b', 'two', 'nowhere.hcl')]);
    assert.deepEqual(
      report.failures.map(({ image, error }) => [image, error.code]),
      [['b', 'EDIT_FAILED']],
    );
    assert.match(said, /b: cannot edit nowhere\.hcl/);
  });

  it('is empty for a run that a newer one has overtaken', async () => {
    const forge = aForge();
    forge.overtake(ORIGIN.commit);
    const { report, said } = await plan(forge);
    assert.deepEqual(report.changes, []);
    assert.match(said, /branch main has gone on to another manifest/);
  });
});

function aForge(): MemoryForge {
  const forge = createMemoryForge();
  forge.commit('main', { [FILE]: OLD });
  return forge;
}

function onBranch(forge: MemoryForge): string | undefined {
  return forge.files('automated/image-updates')?.get(FILE)?.content.toString();
}

function contextOf(root: string, forge: MemoryForge | undefined, reporter: SilentReporter) {
  return {
    checkout: { root, manifest: 'images.yaml', askGit: aGit() },
    forge: forge && {
      ...{ forge, wishes: {}, origin: ORIGIN },
      ...{ statusContext: 'sync', runUrl: 'https://run.test/1' },
    },
    reporter,
    signal: new AbortController().signal,
  };
}
