import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { atLeast, atMost, median, pairedRatio } from '../../../bench/bench.ts';
import { openBenchStore } from '../../../bench/bench-store.ts';
import { imageContent } from '../../../bench/image-content.ts';
import type { Results } from '../../../bench/results.ts';
import { missingServer } from '../../support/servers/s3-servers.ts';

const MAIN = join(import.meta.dirname, '../../..', 'bench', 'main.ts');
const CASES = ['plain', 'gzip', 'nothing-to-do', 'start-up'];
const skip = process.platform === 'linux' ? missingServer('versitygw') : 'it reads /proc';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labctl-bench-test-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Starts the benchmark at its smallest; all it keeps in between lies in `temp`. */
async function startBench(name: string, args: readonly string[]) {
  const [temp, out] = [join(folder, name, 'temp'), join(folder, name, 'out')];
  await mkdir(temp, { recursive: true });
  await mkdir(out, { recursive: true });
  const child = spawn(process.execPath, [MAIN, '--tiny', '--out', out, ...args], {
    env: { PATH: process.env['PATH'], HOME: temp, TMPDIR: temp },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, temp, out };
}

describe('the benchmark', { skip }, () => {
  let results: Results;
  let page: string;
  let left: string[];

  before(async () => {
    const { child, temp, out } = await startBench('run', CASES);
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await once(child, 'close');
    assert.equal(code, 0, (await said).join('\n'));
    results = JSON.parse(await readFile(join(out, 'results.json'), 'utf8'));
    page = await readFile(join(out, 'RESULTS.md'), 'utf8');
    left = await readdir(temp);
  });

  it('keeps a result of each case that was asked for', () => {
    assert.deepEqual(
      results.cases.map(({ name, scale }) => [name, scale]),
      CASES.map((name) => [name, 'tiny']),
    );
    for (const { name, rows } of results.cases) {
      assert.ok(rows.length > 0, name);
      for (const row of rows) {
        assert.ok(Number.isFinite(row.labctl.value), `${name}: ${row.what}`);
        assert.equal(row.met === undefined, row.bar === undefined, `${name}: ${row.what}`);
      }
    }
  });

  it('has read back what everybody uploaded, and says who was left out', () => {
    for (const { name, taken = [], leftOut } of results.cases.slice(0, 2)) {
      const uploaders = taken.filter((one) => !one.name.startsWith('bare '));
      assert.equal(uploaders[0]?.name, 'labctl');
      assert.equal(uploaders.length + leftOut.length, 5, name);
      for (const one of uploaders) {
        assert.equal(one.verified, true, `${name}: ${one.name}`);
        assert.ok((one.storeRequests ?? 0) > 0, `${name}: ${one.name}`);
      }
    }
  });

  it('sees temporary disk, memory and processor time', () => {
    const [plain, gzip] = results.cases.map(({ taken }) => taken?.find((t) => t.name === 'labctl'));
    assert.equal(plain?.diskBytes, 0);
    assert.ok((plain?.peakBytes ?? 0) > 2 ** 24);
    for (const one of [plain, gzip]) assert.ok((one?.userSeconds ?? 0) > 0);
  });

  it('counts the requests of a run that finds everything in place', () => {
    const rows = results.cases.find(({ name }) => name === 'nothing-to-do')?.rows ?? [];
    const requests = rows.filter(({ labctl }) => labctl.unit === 'requests');
    assert.deepEqual(
      requests.map(({ labctl, met }) => [labctl.value, met]),
      [
        [3, true],
        [3, true],
      ],
    );
  });

  it('sees that start-up leaves the AWS SDK alone', () => {
    const rows = results.cases.find(({ name }) => name === 'start-up')?.rows ?? [];
    const loaded = rows.filter(({ what }) => what.startsWith('AWS SDK'));
    assert.deepEqual(
      loaded.map(({ met }) => met),
      [true, true],
    );
  });

  it('writes a page whose tables line up, without a path of this machine', () => {
    const tables = page.split('\n\n').filter((block) => block.startsWith('| '));
    assert.equal(tables.length, 1 + CASES.length);
    for (const table of tables) {
      assert.equal(new Set(table.split('\n').map((line) => line.length)).size, 1, table);
    }
    assert.doesNotMatch(page + JSON.stringify(results), /\/(tmp|home|root|work)\//);
  });

  it('leaves nothing behind', () => assert.deepEqual(left, []));

  it('ends with all it has started when it is interrupted', async () => {
    const { child, temp } = await startBench('interrupted', ['plain']);
    const said = text(child.stdout);
    // The first line of the checked run: origin and store are up.
    for await (const chunk of child.stderr) if (String(chunk).includes('checked')) break;
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.equal(code, 130, await said);
    assert.deepEqual(await readdir(temp), []);
  });

  it('refuses what was stored wrongly', async () => {
    const cleaning: (() => Promise<void>)[] = [];
    const bench = { atEnd: (clean: () => Promise<void>) => void cleaning.push(clean) };
    const store = await openBenchStore(bench, 0);
    try {
      const sha256 = createHash('sha256').update('right').digest('hex');
      await store.put('one', Buffer.from('right'));
      await store.put('other', Buffer.from('wrong'));
      await store.check('one', { bytes: 5, sha256 });
      await assert.rejects(store.check('other', { bytes: 5, sha256 }), /stored wrongly/);
    } finally {
      await store.stop();
    }
    assert.equal(cleaning.length, 1);
  });
});

describe('the figures of the benchmark', () => {
  it('are medians, and ratios round by round', () => {
    assert.equal(median([5, 1, 3]), 3);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.equal(pairedRatio([1, 10, 3], [2, 10, 1]), 1);
  });

  it('meet a bar at the bar and not beyond it', () => {
    assert.deepEqual([atMost(1, 1).met, atMost(1.01, 1).met], [true, false]);
    assert.deepEqual([atLeast(3, 3).met, atLeast(2.99, 3).met], [true, false]);
  });

  it('come from images that are the same for a seed and neither zeros nor noise', async () => {
    const made = (seed: number) => Buffer.concat([...imageContent(seed, 3 * 2 ** 20 + 5)]);
    const image = made(1);
    assert.equal(image.length, 3 * 2 ** 20 + 5);
    assert.deepEqual(made(1), image);
    assert.notDeepEqual(made(2), image);
    const { gzipSync } = await import('node:zlib');
    const ratio = gzipSync(image).length / image.length;
    assert.ok(ratio > 0.2 && ratio < 0.7, `compresses to ${ratio}`);
  });
});
