import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Lab, openLab, plainImage } from './lab.ts';
import { labctl, type Ran } from './labctl.ts';

const DATA = randomBytes(100_000);
const THIRD = Buffer.alloc(50_000, 'third ');

describe('labctl as an Action', () => {
  let lab: Lab;
  let runner: string;

  /** What a runner gives: inputs and files in the environment, no arguments. */
  const runAction = (inputs: Record<string, string>, env: Record<string, string> = {}) =>
    labctl([], {
      cwd: lab.folder,
      env: {
        GITHUB_ACTIONS: 'true',
        GITHUB_OUTPUT: join(runner, 'output'),
        GITHUB_STEP_SUMMARY: join(runner, 'summary'),
        RUNNER_TEMP: runner,
        NODE_EXTRA_CA_CERTS: lab.origin.caFile,
        ...Object.fromEntries(
          Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
        ),
        ...env,
      },
    });

  async function outputs(): Promise<Record<string, string>> {
    const text = await readFile(join(runner, 'output'), 'utf8');
    const found = text.matchAll(/^(\w+)<<(ghadelimiter_[\w-]+)\n([\s\S]*?)\n\2$/gm);
    return Object.fromEntries([...found].map(([, name = '', , value = '']) => [name, value]));
  }

  before(async () => {
    lab = await openLab();
    lab.origin.serve('/plain.iso', DATA);
    lab.origin.serve('/other.iso', DATA);
    lab.origin.serve('/third.iso', THIRD);
    await lab.writeManifest([
      plainImage('plain', DATA),
      plainImage('other', DATA),
      plainImage('third', THIRD),
    ]);
  });
  beforeEach(async () => {
    runner = await mkdtemp(join(lab.folder, 'runner-'));
    await writeFile(join(runner, 'output'), '');
    await writeFile(join(runner, 'summary'), '');
  });
  after(() => lab.close());

  it('syncs by default, with a log group and outputs for each image and a summary', async () => {
    const planned = await runAction({ 'dry-run': 'true', manifest: 'images.yaml', store: 'store' });
    assert.equal(planned.code, 0, planned.stdout);
    const plan = await outputs();
    assert.deepEqual(JSON.parse(plan['matrix'] ?? ''), {
      include: [
        { shard: 1, images: 'plain,other', bytes: 0 },
        { shard: 2, images: 'third', bytes: 0 },
      ],
    });
    assert.equal(plan['shards'], '2');
    assert.equal(lab.origin.requests.length, 0);
    await writeFile(join(runner, 'output'), '');

    const ran = await runAction({ manifest: 'images.yaml', store: 'store' });
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /^::group::✓ plain: uploaded 97\.6 KiB in /m);
    assert.match(ran.stdout, /^::endgroup::$/m);
    const set = await outputs();
    assert.deepEqual([set['uploaded'], set['skipped'], set['failed']], ['3', '0', '0']);
    const [first, second] = JSON.parse(set['images'] ?? '[]');
    // The same bytes.
    assert.equal(second.outcome, 'copied');
    assert.equal(second.reason, 'not in the bucket; copied from plain/plain.iso');
    assert.equal(first.name, 'plain');
    assert.equal(first.state, 'missing');
    assert.equal(first.outcome, 'uploaded');
    assert.equal(first.bytes, DATA.length);
    assert.equal(first.checksum, plainImage('plain', DATA).checksum);
    assert.equal(typeof first.seconds, 'number');
    const summary = await readFile(join(runner, 'summary'), 'utf8');
    assert.match(summary, /<th>Image<\/th><th>State<\/th><th>Result<\/th><th>Size<\/th>/);
    assert.match(summary, /<td>plain<\/td><td>missing<\/td><td>uploaded<\/td><td>97\.6 KiB<\/td>/);
    assert.match(summary, /<td>other<\/td><td>missing<\/td><td>copied<\/td><td>97\.6 KiB<\/td>/);
  });

  it('deals the work out to as many groups as asked for, and to none when all is in place', async () => {
    const inputs = {
      'dry-run': 'true',
      manifest: 'images.yaml',
      shards: '1',
      'no-summary': 'true',
    };
    assert.equal((await runAction({ ...inputs, store: 'empty' })).code, 0);
    const { include } = JSON.parse((await outputs())['matrix'] ?? '');
    const bytes = DATA.length + THIRD.length;
    assert.deepEqual(include, [{ shard: 1, images: 'plain,other,third', bytes }]);
    assert.equal(await readFile(join(runner, 'summary'), 'utf8'), '');
    await writeFile(join(runner, 'output'), '');
    assert.equal((await runAction({ ...inputs, store: 'store' })).code, 0);
    const { matrix, shards } = await outputs();
    assert.deepEqual([matrix, shards], ['{"include":[]}', '0']);
  });

  it('fails the step, names the image and keeps the others when one fails', async () => {
    await lab.writeManifest([
      { ...plainImage('plain', DATA), checksum: `sha256:${'2'.repeat(64)}` },
      plainImage('other', DATA),
    ]);
    const ran = await runAction({ manifest: 'images.yaml', store: 'fresh' });
    assert.equal(ran.code, 1);
    assert.match(
      ran.stdout,
      /^::error file=images\.yaml,line=1,col=\d+::plain: checksum mismatch/m,
    );
    const set = await outputs();
    assert.deepEqual([set['uploaded'], set['failed']], ['1', '1']);
    assert.equal(existsSync(join(lab.folder, 'fresh/images/other/other.iso')), true);
    assert.equal(existsSync(join(lab.folder, 'fresh/images/plain')), false);
  });

  it('annotates each finding of a manifest at its line', async () => {
    await writeFile(
      join(lab.folder, 'bad.yaml'),
      'apiVersion: images.lab.gilman.io/v1alpha1\nkind: ImageManifest\nmetadata: {name: lab}\nspec:\n  images:\n    - name: a b\n      destination: ../x\n',
    );
    for (const inputs of [{ mode: 'validate' }, { store: 'store' }]) {
      const ran: Ran = await runAction({ ...inputs, manifest: 'bad.yaml' });
      assert.equal(ran.code, 2);
      assert.match(ran.stdout, /^::error file=bad\.yaml,line=6,col=13::/m);
      assert.match(ran.stdout, /^::error file=bad\.yaml,line=7,col=20::/m);
    }
  });

  it('says once in the summary that a manifest is invalid, and what is wrong with it', async () => {
    for (const inputs of [{ mode: 'validate' }, { store: 'store' }]) {
      await writeFile(join(runner, 'summary'), '');
      await runAction({ ...inputs, manifest: 'bad.yaml' });
      const summary = await readFile(join(runner, 'summary'), 'utf8');
      assert.equal(summary.match(/<h3>/g)?.length, 1);
      assert.match(summary, /<h3>The manifest is invalid<\/h3>\n<p>.*\d+ errors, 0 warnings/);
      assert.match(summary, /<td>bad\.yaml:6:13<\/td><td>error<\/td>/);
      assert.doesNotMatch(summary, /nothing<|URL/);
    }
  });

  it('lists images and totals in its log, and totals of a sync', async () => {
    await lab.writeManifest([plainImage('plain', DATA), plainImage('third', THIRD)]);
    const synced = await runAction({ manifest: 'images.yaml', store: 'listed' });
    assert.match(synced.stdout, /^2 images: 2 uploaded; 146\.4 KiB uploaded$/m);
    const listed = await runAction({ mode: 'list', store: 'listed' });
    assert.equal(listed.code, 0, listed.stdout);
    assert.match(
      listed.stdout,
      /^::group::Images in .*listed\nplain\/plain\.iso {2}plain {2}97\.6 KiB {2}ok\n/m,
    );
    assert.match(listed.stdout, /^2 images: 2 ok; 146\.4 KiB in .*listed$/m);
  });

  it('masks the keys before anything else is printed', async () => {
    const ran = await runAction(
      { manifest: 'nowhere.yaml' },
      {
        E2_ACCESS_KEY: 'AKIA-SHOWN-NOWHERE',
        E2_SECRET_KEY: 'secret-shown-nowhere',
        E2_ENDPOINT: '127.0.0.1:1',
        E2_BUCKET: 'lab',
      },
    );
    assert.equal(ran.code, 2);
    const lines = ran.stdout.split('\n');
    assert.deepEqual(lines.slice(0, 2).sort(), [
      '::add-mask::AKIA-SHOWN-NOWHERE',
      '::add-mask::secret-shown-nowhere',
    ]);
    assert.doesNotMatch(lines.slice(2).join('\n') + ran.stderr, /shown-nowhere/i);
  });

  it('refuses an input that is wrong before anything is read', async () => {
    const ran = await runAction({ mode: 'snyc' });
    assert.equal(ran.code, 2);
    assert.match(ran.stdout, /::error::input "mode" is wrong: found "snyc", want sync, validate/);
  });

  it('prints nothing of the bucket that the runner could take for an order', async () => {
    const path = join(lab.folder, 'store/metadata/plain/plain.iso.json');
    const metadata = JSON.parse(await readFile(path, 'utf8'));
    const managedBy = 'x ##[stop-commands]injected';
    await writeFile(path, JSON.stringify({ ...metadata, managedBy }));
    await lab.writeManifest([plainImage('plain', DATA)]);
    const ran = await runAction({ manifest: 'images.yaml', store: 'store' });
    assert.equal(ran.code, 0, ran.stdout);
    const lines = ran.stdout.split('\n');
    // The runner looks for an order once in a line, and has found one there.
    const isOrder = (line: string) => /^::(warning|group)::/.test(line);
    assert.ok(lines.some((line) => isOrder(line) && line.includes('injected')));
    const at = lines.findIndex((line) => line.includes('injected') && !isOrder(line));
    assert.match(lines[at - 1] ?? '', /^::stop-commands::/);
    assert.match(lines[at + 1] ?? '', /^::[0-9a-f-]{36}::$/);
  });
});
