import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fetchTool } from '../../../src/tools/fetch/fetch-tool.ts';
import {
  createFolderCache,
  createRunnerCache,
  type ToolCache,
} from '../../../src/tools/fetch/tool-cache.ts';
import { type FindToolOptions, findTool } from '../../../src/tools/find-tool.ts';
import { digestIn, KNOWN_TOOLS } from '../../../src/tools/known-tools.ts';
import { needs, TOOLS_PATH } from '../credentials/sops/sops-lab.ts';
import { failsWith, type Loopback, never, startLoopback } from '../http/loopback.ts';
import { zipOf } from './fetch/zip-writer.ts';

const SOPS = '#!/bin/sh\necho sops 3.8.1\n';
const FILE = 'sops-v3.8.1.linux.amd64';
const SOPS_PATH = `/v3.8.1/${FILE}`;
const CHECKSUMS_PATH = '/v3.8.1/sops-v3.8.1.checksums.txt';
const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

describe('finding a tool', { skip: process.platform === 'win32' }, () => {
  let loopback: Loopback;
  let folder: string;
  let notes: string[];
  before(async () => {
    loopback = await startLoopback();
  });
  after(() => loopback.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-tools-'));
    await mkdir(join(folder, 'run'));
    notes = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const options = (more: Partial<FindToolOptions> = {}): FindToolOptions => ({
    path: undefined,
    platform: 'linux-x64',
    cache: createFolderCache(join(folder, 'cache')),
    folder: join(folder, 'run'),
    download: async (url) => (await loopback.source(url).open(never)).body,
    note: (message) => notes.push(message),
    signal: never,
    baseUrl: loopback.origin.origin,
    ...more,
  });
  const offline = async () => assert.fail('nothing is to be downloaded');

  /** A folder with a program that says its version. */
  async function installed(name: string, script: string): Promise<string> {
    const path = join(folder, script.replace(/\W/g, '-'));
    await mkdir(path);
    await writeFile(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  }

  async function executables(): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
    const modes = await Promise.all(paths.map(async (path) => (await stat(path)).mode));
    return paths.filter((_path, index) => ((modes[index] ?? 0) & 0o111) !== 0);
  }

  describe('on PATH', () => {
    for (const [name, script, version] of [
      ['sops', 'echo "sops 3.9.0 (latest)"', '3.9.0'],
      ['sops', 'echo "sops 3.13.3"', '3.13.3'],
      ['packer', 'echo "Packer v1.14.2"', '1.14.2'],
      ['packer', 'echo 1.9.1', '1.9.1'],
    ] as const) {
      it(`takes ${name} ${version}`, async () => {
        const path = await installed(name, script);
        const found = await findTool(name, options({ path, download: offline }));
        assert.deepEqual(found, { program: join(path, name), version, origin: 'path' });
      });
    }

    it('goes on to the next folder after one that does not fit', async () => {
      const old = await installed('sops', 'echo sops 3.8.1');
      const good = await installed('sops', 'echo sops 3.10.2');
      const path = ['', relative(process.cwd(), good), old, join(folder, 'no'), good].join(
        delimiter,
      );
      const found = await findTool('sops', options({ path, download: offline }));
      assert.equal(found.program, join(good, 'sops'));
    });

    it('takes exactly the version that is asked for', async () => {
      const path = await installed('packer', 'echo Packer v1.14.2');
      const found = await findTool('packer', options({ path, version: 'v1.14.2' }));
      assert.equal(found.origin, 'path');
    });

    for (const [what, script, note] of [
      ['too old', 'echo sops 3.8.1', /sops is 3\.8\.1, older than 3\.9\.0: another sops is used/],
      ['without a version', 'echo hello', /does not tell its version/],
      ['that fails', 'echo sops 3.13.3; exit 1', /does not tell its version/],
    ] as const) {
      it(`does not take one ${what}, and says so`, async () => {
        const path = await installed('sops', script);
        await assert.rejects(
          findTool('sops', options({ path, platform: 'plan9-mips' })),
          failsWith('UNSUPPORTED', 'plan9-mips', 'install sops 3.9.0 or newer'),
        );
        assert.match(notes.join(), note);
      });
    }

    it('fetches another version than the one that is there when it is asked for', async () => {
      loopback.origin.serve(SOPS_PATH, SOPS);
      const path = await installed('sops', 'echo sops 3.13.3');
      const asked = { path, version: '3.8.1', sha256: sha256(SOPS) };
      assert.equal((await findTool('sops', options(asked))).origin, 'download');
      assert.match(notes.join(), /is 3\.13\.3, not 3\.8\.1/);
    });

    it('takes the real sops', needs('sops'), async () => {
      const found = await findTool('sops', options({ path: TOOLS_PATH, download: offline }));
      assert.equal(found.origin, 'path');
    });

    it('shows a program nothing of this environment', async () => {
      process.env['E2_SECRET_KEY'] = 'from-the-parent';
      try {
        const path = await installed('sops', `env > ${join(folder, 'seen')}; echo sops 3.13.3`);
        await findTool('sops', options({ path }));
        assert.doesNotMatch(await readFile(join(folder, 'seen'), 'utf8'), /from-the-parent/);
      } finally {
        delete process.env['E2_SECRET_KEY'];
      }
    });
  });

  describe('at its vendor', () => {
    const asked = { version: '3.8.1', sha256: `sha256:${sha256(SOPS)}` };

    it('takes the file with the right digest, executable for this user alone', async () => {
      loopback.origin.serve(SOPS_PATH, SOPS);
      const found = await findTool('sops', options(asked));
      assert.deepEqual([found.version, found.origin], ['3.8.1', 'download']);
      assert.equal(await readFile(found.program, 'utf8'), SOPS);
      assert.equal((await stat(found.program)).mode & 0o777, 0o700);
      assert.deepEqual(await executables(), [found.program]);
    });

    it('makes nothing executable and keeps nothing when the digest is wrong', async () => {
      loopback.origin.serve(SOPS_PATH, `${SOPS}evil`);
      const failed = findTool('sops', options(asked));
      await assert.rejects(
        failed,
        failsWith('CHECKSUM_MISMATCH', FILE, 'nothing was made executable'),
      );
      assert.deepEqual(await executables(), []);
      assert.deepEqual(await readdir(folder), ['run']);
    });

    it('holds the pinned version to the pinned digest, whatever the server says', async () => {
      const { version } = KNOWN_TOOLS.sops;
      loopback.origin.serve(`/v${version}/sops-v${version}.linux.amd64`, SOPS);
      await assert.rejects(
        findTool('sops', options()),
        failsWith('CHECKSUM_MISMATCH', KNOWN_TOOLS.sops.sha256['linux-x64'] ?? ''),
      );
      assert.deepEqual(notes, []);
    });

    it('takes the pinned version without asking for a checksum file', async () => {
      loopback.origin.serve(SOPS_PATH, SOPS);
      const tool = { ...KNOWN_TOOLS.sops, version: '3.8.1', sha256: { 'linux-x64': sha256(SOPS) } };
      const found = await fetchTool(tool, { ...options(), version: '3.8.1' });
      assert.equal(found.origin, 'download');
      assert.deepEqual(notes, []);
    });

    it('checks another version against the checksum file of the vendor, and says so', async () => {
      loopback.origin.serve(SOPS_PATH, SOPS);
      loopback.origin.serve(CHECKSUMS_PATH, `${'0'.repeat(64)}  other\n${sha256(SOPS)}  ${FILE}\n`);
      const found = await findTool('sops', options({ version: '3.8.1' }));
      assert.equal(found.origin, 'download');
      assert.match(notes.join(), /no digest of sops 3\.8\.1 .*sops-v3\.8\.1\.checksums\.txt/);
    });

    for (const [what, checksums, words] of [
      ['another digest', `${'0'.repeat(64)}  ${FILE}\n`, 'its SHA-256 is wrong'],
      ['no digest', `${'0'.repeat(64)}  other\n`, `names no digest of ${FILE}`],
      ['two digests', `${sha256(SOPS)}  ${FILE}\n${'0'.repeat(64)}  ${FILE}\n`, 'names no digest'],
      ['a page', '<html>', 'names no digest'],
      ['too much', '#'.repeat(300_000), 'over 256 KiB'],
    ] as const) {
      it(`refuses a version of which the checksum file has ${what}`, async () => {
        loopback.origin.serve(SOPS_PATH, SOPS);
        loopback.origin.serve(CHECKSUMS_PATH, checksums);
        await assert.rejects(
          findTool('sops', options({ version: '3.8.1' })),
          failsWith('CHECKSUM_MISMATCH', words),
        );
        assert.deepEqual(await executables(), []);
      });
    }

    it('passes on what the download throws', async () => {
      const failed = findTool('sops', options({ version: '3.7.3' }));
      await assert.rejects(failed, failsWith('SOURCE_GONE'));
    });

    for (const version of ['latest', '3.13', '../../evil', '3.13.3/../x', '1.2.3-rc1']) {
      it(`does not take "${version}" for a version`, async () => {
        await assert.rejects(
          findTool('sops', options({ version, download: offline })),
          failsWith('INPUT_INVALID', 'three numbers'),
        );
      });
    }

    it('takes packer out of its zip', async () => {
      const script = '#!/bin/sh\necho packer\n';
      const zip = zipOf(
        { name: 'LICENSE.txt', content: 'BUSL' },
        { name: 'packer', content: script },
      );
      loopback.origin.serve('/1.14.9/packer_1.14.9_linux_amd64.zip', zip);
      const sums = `${sha256(zip)}  packer_1.14.9_linux_amd64.zip\n`;
      loopback.origin.serve('/1.14.9/packer_1.14.9_SHA256SUMS', sums);
      const found = await findTool('packer', options({ version: '1.14.9' }));
      assert.equal(await readFile(found.program, 'utf8'), script);
      assert.deepEqual(await executables(), [found.program]);
    });
  });

  const caches: Record<string, () => ToolCache> = {
    'a folder': () => createFolderCache(join(folder, 'cache')),
    'the cache of a runner': () => {
      process.env['RUNNER_TOOL_CACHE'] = join(folder, 'cache');
      process.env['RUNNER_TEMP'] = join(folder, 'run');
      return createRunnerCache();
    },
  };
  for (const [what, open] of Object.entries(caches)) {
    describe(`in ${what}`, () => {
      const asked = { version: '3.8.1', sha256: sha256(SOPS) };
      const variables = ['RUNNER_TOOL_CACHE', 'RUNNER_TEMP'];
      const inherited = variables.map((name) => process.env[name]);
      after(() => {
        for (const [index, name] of variables.entries()) {
          if (inherited[index] === undefined) delete process.env[name];
          else process.env[name] = inherited[index];
        }
      });

      it('finds what an earlier run has fetched, and runs a copy of its own', async () => {
        loopback.origin.serve(SOPS_PATH, SOPS);
        await findTool('sops', options({ ...asked, cache: open() }));
        const found = await findTool(
          'sops',
          options({ ...asked, cache: open(), download: offline }),
        );
        assert.equal(found.origin, 'cache');
        assert.equal(dirname(dirname(found.program)), join(folder, 'run'));
        assert.equal(await readFile(found.program, 'utf8'), SOPS);
      });

      it('does not run what somebody has changed there', async () => {
        loopback.origin.serve(SOPS_PATH, SOPS);
        await findTool('sops', options({ ...asked, cache: open() }));
        const kept = (await readdir(join(folder, 'cache'), { recursive: true })).find((path) =>
          path.endsWith(FILE),
        );
        const path = join(folder, 'cache', kept ?? '');
        await chmod(path, 0o755);
        await writeFile(path, '#!/bin/sh\necho evil\n');
        const found = await findTool('sops', options({ ...asked, cache: open() }));
        assert.equal(found.origin, 'download');
        assert.equal(await readFile(found.program, 'utf8'), SOPS);
        assert.equal(await readFile(path, 'utf8'), SOPS);
        assert.match(notes.join(), /in the cache has been changed/);
      });
    });
  }

  it('does without a cache that cannot be written', async () => {
    loopback.origin.serve(SOPS_PATH, SOPS);
    await writeFile(join(folder, 'file'), '');
    const cache = createFolderCache(join(folder, 'file'));
    const found = await findTool(
      'sops',
      options({ version: '3.8.1', sha256: sha256(SOPS), cache }),
    );
    assert.equal(found.origin, 'download');
    assert.match(notes.join(), /the cache of tools cannot be used/);
  });
});

describe('the table of tools', () => {
  for (const { name, version, sha256: digests, platforms, oldest } of Object.values(KNOWN_TOOLS)) {
    it(`pins a digest of ${name} ${version} for each platform that it knows`, () => {
      assert.deepEqual(Object.keys(digests).sort(), Object.keys(platforms).sort());
      for (const digest of Object.values(digests)) assert.match(digest ?? '', /^[0-9a-f]{64}$/);
      assert.ok(version.localeCompare(oldest, 'en', { numeric: true }) > 0);
    });
  }

  it('reads digests in the ways of both vendors', () => {
    assert.equal(digestIn(`${'A'.repeat(64)} *file\r\n`, 'file'), 'a'.repeat(64));
    assert.equal(digestIn(`${'a'.repeat(64)}  file.sig\n`, 'file'), undefined);
  });
});
