import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseMetadata, renderMetadata } from '../../../../src/images/catalog/metadata/metadata.ts';
import {
  indexedMetadata,
  lastIndexed,
  type MetadataIndex,
  parseIndex,
  renderEntry,
  renderIndex,
} from '../../../../src/images/catalog/metadata/metadata-index.ts';

const CHECKSUM = `sha256:${'a'.repeat(64)}` as const;
const whole = {
  name: 'talos',
  checksum: CHECKSUM,
  size: 100,
  uploadedAt: '2026-01-01T00:00:00.000Z',
  source: { type: 'http', url: 'https://example.org/talos.raw' },
  etag: 'v1',
  sourceChecksum: CHECKSUM,
  managedBy: 'manifest/lab',
};

describe('a metadata file', () => {
  it('reads what it wrote', () => {
    assert.deepEqual(parseMetadata(renderMetadata(whole)), {
      kind: 'metadata',
      metadata: { ...whole, version: 1 },
    });
  });

  it('begins with the five fields that other tools read', () => {
    const fields = Object.keys(JSON.parse(renderMetadata(whole)));
    assert.deepEqual(fields.slice(0, 5), ['name', 'checksum', 'size', 'uploadedAt', 'source']);
  });

  it('is read in the form of other tools, which have no source type, ETag or owner', () => {
    const text = JSON.stringify({
      name: 'talos-1.9.1',
      checksum: CHECKSUM.toUpperCase().replace('SHA256', 'sha256'),
      size: 5,
      uploadedAt: '2024-12-20T10:00:00Z',
      source: { url: 'https://factory.talos.dev/x' },
    });
    const parsed = parseMetadata(text);
    assert.equal(parsed.kind, 'metadata');
    assert.equal(parsed.kind === 'metadata' && parsed.metadata.checksum, CHECKSUM);
    assert.equal(parsed.kind === 'metadata' && parsed.metadata.etag, undefined);
  });

  for (const before of [CHECKSUM, `sha512:${'b'.repeat(128)}`]) {
    it(`tells nothing of bytes that hooks have changed: ${before.slice(0, 6)}`, () => {
      const text = JSON.stringify({ ...whole, checksum: `${before}+inputs:${'c'.repeat(64)}` });
      assert.deepEqual(parseMetadata(text), { kind: 'transformed' });
    });
  }

  it('is invalid with something else behind its checksum', () => {
    for (const checksum of [`${CHECKSUM}+x`, '+inputs:abc', `sha256:+inputs:${'c'.repeat(64)}`]) {
      assert.equal(parseMetadata(JSON.stringify({ ...whole, checksum })).kind, 'invalid');
    }
  });

  it('is newer with a higher version, whatever else it holds', () => {
    assert.deepEqual(parseMetadata('{"version":7,"what":[]}'), { kind: 'newer', version: 7 });
  });

  for (const text of [
    '',
    'null',
    '[]',
    '"text"',
    '{',
    '<html></html>',
    '{}',
    JSON.stringify({ ...whole, checksum: 'md5:1' }),
    JSON.stringify({ ...whole, checksum: 5 }),
    JSON.stringify({ ...whole, size: -1 }),
    JSON.stringify({ ...whole, size: '100' }),
    JSON.stringify({ ...whole, size: 1e300 }),
    JSON.stringify({ ...whole, name: null }),
  ]) {
    it(`is invalid as ${text.slice(0, 40) || 'an empty file'}`, () => {
      assert.equal(parseMetadata(text).kind, 'invalid');
    });
  }

  it('cannot bring control characters into a log', () => {
    const parsed = parseMetadata(JSON.stringify({ ...whole, name: 'a\n::error::b' }));
    assert.equal(parsed.kind === 'metadata' && parsed.metadata.name, 'a\\u000a::error::b');
  });
});

/** What a JSON parser, or a pattern, may not survive. */
const HOSTILE: readonly [string, string][] = [
  ['100,000 open brackets', '['.repeat(100_000)],
  ['5,000,000 open brackets', '['.repeat(5_000_000)],
  ['brackets that are 5,000 deep', '['.repeat(5_000) + ']'.repeat(5_000)],
  ['braces that are 5,000 deep', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
  ['a text of 30 MB', `"${'a'.repeat(30_000_000)}"`],
  ['a text of 10,000,000 escapes', `"${'\\"'.repeat(10_000_000)}"`],
  ['30 MB without an end', `"${'a'.repeat(30_000_000)}`],
];

describe('the index', () => {
  const odd = 'odd/"a":{b\\},\n ü.raw';
  const metadata = { ...whole, version: 1 };
  const index: MetadataIndex = new Map([
    [odd, renderEntry('3', metadata)],
    ['b.raw', renderEntry('2', metadata)],
    ['a.raw', renderEntry('1', metadata)],
  ]);

  it('reads what it wrote, and is JSON', () => {
    const text = renderIndex(index);
    const parsed = parseIndex(text);
    assert.deepEqual(parsed, index);
    for (const [destination, etag] of [
      [odd, '3'],
      ['a.raw', '1'],
    ] as const) {
      assert.deepEqual(indexedMetadata(parsed, destination, etag), metadata);
      assert.deepEqual(JSON.parse(text).entries[destination], { etag, metadata });
    }
  });

  it('reads what another tool has laid out in another way', () => {
    for (const text of [renderIndex(index).replaceAll('\n', ' '), `\n${renderIndex(index)}`]) {
      assert.deepEqual(parseIndex(text), index);
    }
  });

  it('knows nothing of another version of a file, nor of a file that it does not hold', () => {
    assert.equal(indexedMetadata(index, 'a.raw', '2'), undefined);
    assert.equal(indexedMetadata(index, 'c.raw', '1'), undefined);
  });

  it('is the same text whatever the order was', () => {
    assert.equal(renderIndex(new Map([...index].reverse())), renderIndex(index));
  });

  for (const text of [
    undefined,
    '',
    '{',
    '[]',
    'null',
    '{"version":2,"entries":{"a":1}}',
    '{"version":1}',
    '{"version":2,"entries":{\n"a":{}\n}}\n',
  ]) {
    it(`is empty as ${text}`, () => {
      assert.equal(parseIndex(text).size, 0);
    });
  }

  for (const [what, hostile] of HOSTILE) {
    it(`passes over ${what}, in a line and as a whole`, () => {
      const [head, ...lines] = renderIndex(index).split('\n');
      for (const line of [
        hostile,
        `${hostile},`,
        `"h.raw":${hostile},`,
        `"h.raw":{"x":${hostile}},`,
      ]) {
        const parsed = parseIndex([head, line, ...lines].join('\n'));
        assert.deepEqual(indexedMetadata(parsed, 'a.raw', '1'), metadata);
        assert.equal(indexedMetadata(parsed, 'h.raw', '1'), undefined);
        assert.equal(lastIndexed(parsed, 'h.raw'), undefined);
      }
      for (const text of [hostile, `{"version":1,"entries":{"h.raw":{"x":${hostile}}}}`]) {
        assert.equal(parseIndex(text).size, 0);
      }
      assert.equal(parseMetadata(hostile).kind, 'invalid');
    });
  }

  it('is empty with more lines than any bucket has images', () => {
    const [head = ''] = renderIndex(index).split('\n');
    assert.equal(parseIndex(`${head}\n${'"a":{},\n'.repeat(1_000_001)}`).size, 0);
  });

  it('leaves out an entry of another tool that is too long to be read again', () => {
    const entry = { etag: '1', metadata: { ...metadata, source: { url: 'x'.repeat(140_000) } } };
    const entries = { 'long.raw': entry, 'a.raw': { etag: '1', metadata } };
    const parsed = parseIndex(JSON.stringify({ version: 1, entries }));
    assert.deepEqual([...parsed.keys()], ['a.raw']);
    assert.deepEqual(parseIndex(renderIndex(parsed)), parsed);
  });

  it('leaves out an entry that is not understood and keeps the others', () => {
    const [head, ...lines] = renderIndex(index).split('\n');
    const broken = ['"c.raw":5,', '"constructor":{"etag"', 'x', '"d\\x":{},', '"e":{"etag":1},'];
    const parsed = parseIndex([head, ...broken, ...lines].join('\n'));
    assert.deepEqual([...parsed.keys()].toSorted(), [...index.keys(), 'e'].toSorted());
    assert.equal(indexedMetadata(parsed, 'e', '1'), undefined);
    assert.deepEqual(indexedMetadata(parsed, 'a.raw', '1'), metadata);
  });
});
