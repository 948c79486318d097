import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checksumOf } from '../../support/builders/manifest-builder.ts';
import { HEAD, unmark, withHttp } from '../../unit/images/manifest/marked.ts';
import { type Lab, openLab, plainImage } from '../e2e/lab.ts';

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
    what: 'an endpoint with the bucket in its path',
    env: { ...WHOLE, E2_ENDPOINT: 'https://e2.example.org/lab-images' },
    says: /E2_ENDPOINT.*the endpoint without the bucket: https:\/\/e2\.example\.org\b/,
  },
  {
    what: 'an endpoint with a path that leads elsewhere',
    env: { ...WHOLE, E2_ENDPOINT: 'https://e2.example.org/a/../b' },
    says: /E2_ENDPOINT.*want a path, if any/,
  },
  {
    what: 'the endpoint that every user takes first',
    env: { ...WHOLE, E2_ENDPOINT: 'https://e2.idrive.com' },
    says: /per account|your own|dashboard/i,
  },
  {
    what: 'a bucket with a folder',
    env: { ...WHOLE, E2_BUCKET: 'lab/images' },
    says: /E2_BUCKET.*"lab\/images".*without "\/"/,
  },
  {
    what: 'a bucket as an ARN',
    env: { ...WHOLE, E2_BUCKET: 'arn:aws:s3:::lab-images' },
    says: /E2_BUCKET.*not its ARN/,
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
    what: 'an endpoint that begins with the bucket',
    env: { ...WHOLE, E2_ENDPOINT: 'https://lab-images.a1b2.ldn.idrivee2-12.com' },
    says: /E2_ENDPOINT.*the host without the bucket: a1b2\.ldn\.idrivee2-12\.com/,
  },
  {
    what: 'a user in the endpoint',
    env: { ...WHOLE, E2_ENDPOINT: 'https://me:shown-nowhere@e2.example.org' },
    says: /E2_ENDPOINT is wrong: want no user and no password/,
  },
  {
    what: 'a bucket with two dots',
    env: { ...WHOLE, E2_BUCKET: 'lab..images' },
    says: /E2_BUCKET.*"lab\.\.images"/,
  },
  {
    what: 'a concurrency that is no number',
    args: ['--store', './store', '--concurrency', 'NaN'],
    says: /--concurrency.*"NaN"/,
  },
  {
    what: 'a store that is a file',
    args: ['--store', 'images.yaml'],
    says: /store is wrong.*a file/,
  },
  {
    what: 'a store below a file',
    args: ['--store', 'images.yaml/store'],
    says: /store is wrong.*below \S+images\.yaml, which is a file/,
  },
  { what: 'a device as store', args: ['--store', '/dev/null'], says: /store is wrong.*a file/ },
  {
    what: 'a file for temporary files',
    args: ['--store', './store', '--temp-dir', 'images.yaml'],
    says: /temp-dir is wrong: found "images\.yaml", which is a file/,
  },
  {
    what: 'a folder for temporary files that is not there',
    args: ['--store', './store', '--temp-dir', 'nowhere'],
    says: /temp-dir is wrong: found "nowhere", which is not there/,
  },
  {
    what: 'an image that is not in the manifest',
    args: ['--store', './store', '--images', 'plian'],
    says: /plian.*did you mean plain\?/,
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

  it('a store that the system does not let anybody make, within seconds', async () => {
    const args = ['upload', '--source', 'images.yaml', '--destination', 'x'];
    const ran = await lab.images([...args, '--store', '/proc/labctl']);
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(ran.stderr, /cannot put images\/x in \/proc\/labctl: ENOENT.*FILE_FAILED/);
    assert.doesNotMatch(ran.stderr, /^ +at /m);
  });

  for (const [what, output, says] of [
    ['a folder', '.', /output is wrong: found "\.", which is a folder/],
    ['a folder that is not there', 'nowhere/x', /output is wrong: .*nowhere, which is not there/],
    ['a file as folder', 'images.yaml/x', /output is wrong: .*images\.yaml, which is a file/],
  ] as const) {
    it(`a download into ${what}, before anything is asked of the origin`, async () => {
      const args = ['download', '--from', 'manifest', '--manifest', 'images.yaml'];
      const ran = await lab.images([...args, '--name', 'plain', '--output', output, '--force']);
      assert.equal(ran.code, 2, ran.stderr);
      assert.match(ran.stderr, says);
      assert.equal(lab.origin.requests.length, 0);
    });
  }

  it('a build of a folder without a template, before Packer is looked for', async () => {
    await mkdir(join(lab.folder, 'no-template'));
    const ran = await lab.images(['build', '--template', 'no-template'], { env: { PATH: '' } });
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /no Packer template in \S+no-template: want a file \*\.pkr\.hcl/);
    assert.doesNotMatch(ran.stderr, /releases\.hashicorp/);
  });

  it('an upload of a file that is not there', async () => {
    const args = ['upload', '--source', 'nowhere.raw', '--destination', 'x', '--store', './store'];
    const ran = await lab.images(args);
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(ran.stderr, /nowhere\.raw/);
  });
});

const OTHER = checksumOf(0xcd);

/** Manifests with a § where the finding is expected; what each paragraph of rules says is in the files beside this one. */
const MANIFESTS: readonly (readonly [what: string, marked: string, says: RegExp])[] = [
  ['an empty manifest', '§', /the manifest is empty/],
  ['two documents', `${withHttp({})}§---\n${withHttp({})}`, /more than one YAML document/],
  ['an alias', withHttp({ name: '§*n' }), /aliases and anchors/],
  ['a NUL', withHttp({ name: 'deb§\0ian' }), /NUL/],
  ['a misspelt key', withHttp({}).replace('checksum:', '§checksums:'), /did you mean "checksum"/],
  ['no images', HEAD.replace('images:\n', 'images: §[]\n'), /is empty; add one image/],
  ['a number as a name', withHttp({ name: '§1.10' }), /put it in quotes: "1\.10"/],
  [
    'a name that gives orders to a runner',
    withHttp({ name: '§"x\\n::add-mask::y"' }),
    /U\+000A in "x\\u000a::add-mask::y"/,
  ],
  ['an http URL', withHttp({ url: '§http://example.org/a' }), /want https:/],
  [
    'a password in a URL',
    withHttp({ url: '§https://me:shown-nowhere@example.org/a' }),
    /holds a user or a password/,
  ],
  [
    'the address of a cloud\u2019s metadata',
    withHttp({ url: '§https://169.254.169.254/' }),
    /link-local/,
  ],
  ['md5', withHttp({ checksum: `§md5:${'a'.repeat(32)}` }), /broken algorithm/],
  [
    'another expected checksum without decompress',
    `${withHttp({})}      validation: {expected: §${OTHER}}\n`,
    /differs from source\.checksum/,
  ],
  ['decompress: gz', withHttp({}, '        decompress: §gz\n'), /did you mean "gzip"/],
  ['a destination outside', withHttp({ destination: '§../x' }), /clean path/],
  [
    'a destination outside (older dialect)',
    withHttp({ destination: '{path: §../x}' }),
    /clean path/,
  ],
  [
    'a name that a NAS skips',
    withHttp({ destination: "§'@eaDir/x'" }),
    /Synology Cloud Sync skips/,
  ],
  [
    'an edit of a workflow',
    `${withHttp({})}      updateFile: {path: §.github/workflows/a.yml, replacements: [{pattern: a, value: a}]}\n`,
    /leads into \.github\/workflows/,
  ],
  [
    'a backreference',
    `${withHttp({})}      updateFile: {path: a, replacements: [{pattern: §'(a)\\1', value: a}]}\n`,
    /backreference/,
  ],
  [
    'a Packer folder outside',
    `${HEAD}    - name: vyos
      source: {type: packer, path: §../packer, artifact: a.raw}
      destination: vyos.raw
`,
    /leads outside/,
  ],
];

describe('what labctl refuses of a manifest', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  for (const [what, marked, says] of MANIFESTS) {
    it(`${what}: exit code 2, the place, and nothing moved`, async () => {
      const { text, place } = unmark(marked);
      await writeFile(join(lab.folder, 'images.yaml'), text);
      const ran = await lab.images([...SYNC, '--store', './store']);
      assert.equal(ran.code, 2, ran.stderr);
      assert.equal(ran.stdout, '');
      assert.ok(ran.stderr.startsWith(`images.yaml:${place}: `), ran.stderr);
      assert.match(ran.stderr, says);
      assert.match(ran.stderr, /nothing was changed \[MANIFEST_INVALID\]/);
      assert.doesNotMatch(ran.stderr, /shown-nowhere|^ +at |^::/m);
      assert.deepEqual(readdirSync(lab.folder), ['images.yaml']);
    });
  }

  it('Packer folders that hold no template, where they are named, and says so before Packer is fetched', async () => {
    await mkdir(join(lab.folder, 'empty'));
    await writeFile(join(lab.folder, 'file'), '');
    await mkdir(join(lab.folder, 'good'));
    await writeFile(join(lab.folder, 'good/a.pkr.hcl'), '');
    const image = (path: string) => `    - name: ${path}
      source: {type: packer, path: ${path}, artifact: a.raw}
      destination: ${path}.raw
`;
    const images = ['good', 'empty', 'file', 'missing'].map(image);
    await writeFile(join(lab.folder, 'images.yaml'), HEAD + images.join(''));
    const ran = await lab.images(['validate', '--manifest', 'images.yaml', '--offline']);
    assert.equal(ran.code, 2, ran.stderr);
    const lines = ran.stdout.split('\n').filter((line) => line.includes('source.path'));
    assert.deepEqual(
      lines.map((line) => line.replace(/, want.*/, '')),
      [
        'images.yaml:11:36: empty: source.path is wrong: found no template in it at empty',
        'images.yaml:14:36: file: source.path is wrong: found no such folder at file',
        'images.yaml:17:36: missing: source.path is wrong: found no such folder at missing',
      ],
    );

    await writeFile(join(lab.folder, 'images.yaml'), HEAD + images.slice(1).join(''));
    const synced = await lab.images([...SYNC, '--store', './store', '--no-update-files']);
    assert.equal(synced.code, 1, synced.stderr);
    assert.match(synced.stderr, /no Packer template in \S+empty: want a file \*\.pkr\.hcl/);
    assert.match(synced.stderr, /no such folder: \S+missing/);
    assert.doesNotMatch(synced.stderr, /releases\.hashicorp/);
  });

  it('files of updateFile that lead out of the checkout, where the pattern or the path stands', async () => {
    const path = join(lab.folder, 'outside.hcl');
    await symlink('/etc/hostname', path);
    const text = `${withHttp({})}      updateFile:
        path: outside.hcl
        replacements: [{pattern: a, value: a}]
`;
    await writeFile(join(lab.folder, 'images.yaml'), text);
    const ran = await lab.images(['validate', '--manifest', 'images.yaml', '--offline']);
    assert.equal(ran.code, 2, ran.stderr);
    assert.match(
      ran.stdout,
      /^images\.yaml:13:15: debian: cannot edit outside\.hcl: it is a symbolic link/m,
    );
  });
});
