import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LabctlError } from '../../../../src/base/errors.ts';
import { XZ, ZSTD } from './all-decoders.ts';
import type { Tool } from './cli.ts';
import { type CorpusFile, corpusFiles, needsCorpus, zipFiles } from './corpora.ts';
import type { Decoders } from './decoder-cases.ts';
import { judge } from './oracle.ts';
import { decodeAll } from './slices.ts';

// docs/decoders.md says why, in the rows on a block larger than its window and on damage that no checksum shows.
const LARGER_THAN_ITS_WINDOW = '2274d31e0d569fe9e31bedc4f9fddd9c9f114c2f.zst';
const STRICTER_SINCE = '76671405460bb57ffd4a0079e8d380748e6c0697.zst';
describe('the test files of XZ Utils', needsCorpus('xz', 'xz'), () => {
  test('are accepted and refused as xz -t does, and decoded to the same bytes', async () => {
    const files = corpusFiles('xz', '.xz');
    assert.ok(files.length >= 60, `${files.length} files`);
    const { accepted, refused } = await compare('xz', files, XZ);
    for (const name of accepted) assert.match(name, /^good-/);
    for (const name of refused) assert.match(name, /^(bad|unsupported)-/);
  });
});

describe('public zstd files', needsCorpus('zstd', 'zstd'), () => {
  test('that are right are decoded to the bytes beside them', async () => {
    let compared = 0;
    for (const { name: zip, bytes } of corpusFiles('zstd', '.zip')) {
      if (!['good.zip', 'decoder.zip', 'large.zip'].includes(zip)) continue;
      const files = new Map(zipFiles(bytes).map((file) => [file.name, file.bytes]));
      for (const [name, content] of files) {
        const file = files.get(`${name}.zst`);
        if (file === undefined) continue;
        for (const [decoder, decode] of Object.entries(ZSTD)) {
          const found = await decodeAll(decode, [file]);
          assert.ok(found.equals(content), `${zip}, ${name}, ${decoder}`);
        }
        compared++;
      }
    }
    assert.ok(compared >= 100, `${compared} files`);
  });

  test('are accepted and refused as zstd -t does, but for what is documented', async () => {
    const zips = corpusFiles('zstd', '.zip').filter(({ name }) => /^(good|bad)\.zip$/.test(name));
    const files = zips
      .flatMap(({ bytes }) => zipFiles(bytes))
      .filter(({ name }) => name.endsWith('.zst'));
    assert.ok(files.length >= 40, `${files.length} files`);
    const known = [LARGER_THAN_ITS_WINDOW, STRICTER_SINCE];
    const judged = files.filter(({ name }) => !known.includes(name));
    await compare('zstd', judged, ZSTD);
    for (const { bytes } of files.filter(({ name }) => known.includes(name))) {
      await assert.rejects(decodeAll(ZSTD.zlib, [bytes]), { code: 'DECODE_FAILED' });
    }
  });
});

/** What the tool says of each file is what every decoder must do with it. */
async function compare(tool: Tool, files: readonly CorpusFile[], decoders: Decoders) {
  const verdicts = judge(
    tool,
    files.map(({ bytes }) => bytes),
  );
  for (const [decoder, decode] of Object.entries(decoders)) {
    for (const [index, { name, bytes }] of files.entries()) {
      const found = await decodeAll(decode, [bytes]).catch((error: LabctlError) => error.code);
      const wanted = verdicts[index];
      if (wanted === undefined) assert.equal(found, 'DECODE_FAILED', `${decoder}, ${name}`);
      else assert.ok(Buffer.isBuffer(found) && found.equals(wanted), `${decoder}, ${name}`);
    }
  }
  const names = (isAccepted: boolean) =>
    files
      .filter((_, index) => (verdicts[index] !== undefined) === isAccepted)
      .map(({ name }) => name);
  return { accepted: names(true), refused: names(false) };
}
