import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Lab, openLab, plainImage } from './lab.ts';

const WHOLE = {
  E2_ACCESS_KEY: 'access',
  E2_SECRET_KEY: 'shown-nowhere',
  E2_ENDPOINT: '127.0.0.1:1',
  E2_BUCKET: 'lab-images',
};
const SYNC = ['sync', '--manifest', 'images.yaml'];

type Refusal = {
  readonly what: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly says: RegExp;
};

const REFUSALS: readonly Refusal[] = [
  { what: 'no store at all', says: /E2_ENDPOINT.*E2_BUCKET.*E2_ACCESS_KEY.*E2_SECRET_KEY/ },
  {
    what: 'half a set of keys',
    env: { ...WHOLE, E2_SECRET_KEY: '' },
    says: /E2_SECRET_KEY is missing/,
  },
  {
    what: 'a key with a line end',
    env: { ...WHOLE, E2_SECRET_KEY: 'shown-nowhere\n' },
    says: /E2_SECRET_KEY.*white space/,
  },
  {
    what: 'a key with a space',
    env: { ...WHOLE, E2_ACCESS_KEY: 'a b' },
    says: /E2_ACCESS_KEY.*white space/,
  },
  {
    what: 'a plain http endpoint',
    env: { ...WHOLE, E2_ENDPOINT: 'http://e2.example.org' },
    says: /http.*(loopback|https)/,
  },
  {
    what: 'an endpoint with a path',
    env: { ...WHOLE, E2_ENDPOINT: 'https://e2.example.org/lab' },
    says: /E2_ENDPOINT|endpoint/,
  },
  {
    what: 'the endpoint that every user takes first',
    env: { ...WHOLE, E2_ENDPOINT: 'https://e2.idrive.com' },
    says: /per account|your own|dashboard/i,
  },
  { what: 'a bucket in capitals', env: { ...WHOLE, E2_BUCKET: 'Lab' }, says: /bucket.*"Lab"/i },
  {
    what: 'a bucket with an underscore',
    env: { ...WHOLE, E2_BUCKET: 'lab_images' },
    says: /lab_images/,
  },
  { what: 'an s3 URL for a folder', args: ['--store', 's3://lab'], says: /store is wrong.*s3:/ },
  { what: 'a file URL with a host', args: ['--store', 'file://nas/x'], says: /store is wrong/ },
  {
    what: 'a concurrency of -1',
    args: ['--store', './store', '--concurrency=-1'],
    says: /--concurrency.*"-1".*1 to 16/,
  },
  {
    what: 'a concurrency of 1e9',
    args: ['--store', './store', '--concurrency', '1e9'],
    says: /--concurrency.*"1e9"/,
  },
  {
    what: 'a size that is none',
    args: ['--store', './store', '--max-decoded-size', 'huge'],
    says: /--max-decoded-size.*"huge".*64GiB/,
  },
  {
    what: 'an image that is not in the manifest',
    args: ['--store', './store', '--images', 'plian'],
    says: /plian.*want some of plain/,
  },
];

describe('what labctl refuses', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
    lab.origin.serve('/plain.iso', 'data');
    await lab.writeManifest([plainImage('plain', 'data')]);
  });
  after(() => lab.close());

  for (const { what, args = [], env = {}, says } of REFUSALS) {
    it(`${what}: exit code 2, a sentence, and nothing moved`, async () => {
      const files = readdirSync(lab.folder).sort();
      const ran = await lab.images([...SYNC, ...args], { env });
      assert.equal(ran.code, 2, ran.stderr);
      assert.match(ran.stderr, says);
      assert.equal(ran.stdout, '');
      assert.doesNotMatch(ran.stderr, /shown-nowhere|^ +at /m);
      assert.equal(lab.origin.requests.length, 0);
      assert.deepEqual(readdirSync(lab.folder).sort(), files);
    });
  }

  it('shows the error as one JSON document with --json', async () => {
    const ran = await lab.images([...SYNC, '--json']);
    assert.equal(ran.code, 2);
    assert.equal(JSON.parse(ran.stdout).error.code, 'CREDENTIALS_MISSING');
  });

  it('works without credentials in a dry run, and says what it cannot know', async () => {
    const ran = await lab.images([...SYNC, '--dry-run', '--json']);
    assert.equal(ran.code, 0, ran.stderr);
    const { images, shards } = JSON.parse(ran.stdout);
    assert.equal(images[0].outcome, 'planned');
    assert.deepEqual(
      shards.flatMap((shard: { images: string[] }) => shard.images),
      [images[0].name],
    );
    assert.match(ran.stderr, /no credentials/);
  });

  for (const destination of ['../x', '/x', 'a//b', 'images/x', 'index', 'a\\b', 'thumbs.db']) {
    it(`an upload to ${destination}`, async () => {
      const args = ['upload', '--source', 'images.yaml', '--store', './store'];
      const ran = await lab.images([...args, '--destination', destination]);
      assert.equal(ran.code, 2, ran.stderr);
      assert.match(ran.stderr, /destination/);
      assert.equal(readdirSync(lab.folder).includes('store'), false);
    });
  }

  it('an upload of a file that is not there', async () => {
    const args = ['upload', '--source', 'nowhere.raw', '--destination', 'x', '--store', './store'];
    const ran = await lab.images(args);
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, /nowhere\.raw/);
  });
});
