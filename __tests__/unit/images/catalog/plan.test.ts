import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import type { Entry } from '../../../../src/images/catalog/entry.ts';
import type { Metadata, ParsedMetadata } from '../../../../src/images/catalog/metadata/metadata.ts';
import {
  type MetadataIndex,
  renderEntry,
} from '../../../../src/images/catalog/metadata/metadata-index.ts';
import { planImage } from '../../../../src/images/catalog/plan.ts';
import type { Image } from '../../../../src/images/manifest/image.ts';
import type { Store, StoredObject } from '../../../../src/store/store.ts';

const WANTED = `sha256:${'a'.repeat(64)}` as const;
const OTHER = `sha256:${'b'.repeat(64)}` as const;
const OWNER = 'manifest/lab';

const image: Image = {
  name: 'talos',
  destination: 'talos/talos.raw',
  source: { type: 'http', url: 'https://example.org/talos.raw', checksum: WANTED },
  place: { file: 'images.yaml', line: 1, column: 1 },
};
const object = { key: 'images/talos/talos.raw', size: 100, etag: 'v1', modified: 0 };
const whole: Metadata = {
  name: 'talos',
  checksum: WANTED,
  size: 100,
  uploadedAt: '2026-01-01T00:00:00.000Z',
  source: { type: 'http', url: 'https://example.org/talos.raw' },
  etag: 'v1',
  sourceChecksum: WANTED,
  managedBy: OWNER,
  version: 1,
};
const parsed = (metadata: Metadata): ParsedMetadata => ({ kind: 'metadata', metadata });
const { etag: _etag, managedBy: _managedBy, ...foreign } = whole;

/** Plans the image against one entry of the bucket; `meta` is what a HEAD of the object shows. */
function plan(
  entry: Partial<Entry> | undefined,
  {
    force = false,
    meta = {},
    index = new Map(),
  }: { force?: boolean; meta?: Record<string, string>; index?: MetadataIndex } = {},
) {
  const { destination } = image;
  const none = { object: undefined, metadata: undefined, metadataEtag: undefined };
  const entries = new Map<string, Entry>();
  if (entry !== undefined) entries.set(destination, { destination, ...none, ...entry });
  const store = {
    head: async (): Promise<StoredObject> => ({ ...object, meta }),
  } as unknown as Store;
  const { signal } = new AbortController();
  return planImage(image, {
    owner: OWNER,
    catalog: { entries, index, wanted: undefined, prefix: '', distrusted: new Set() },
    findElsewhere: async () => [],
    store,
    transfer: true,
    force,
    signal,
  });
}

describe('the plan of an image', () => {
  const cases: [string, Parameters<typeof plan>, string, RegExp][] = [
    ['neither object nor metadata', [undefined], 'missing', /not in the bucket/],
    ['both as they should be', [{ object, metadata: parsed(whole) }], 'current', /^$/],
    [
      'metadata with another checksum',
      [{ object, metadata: parsed({ ...whole, checksum: OTHER }) }],
      'changed',
      /another checksum/,
    ],
    ['metadata without its object', [{ metadata: parsed(whole) }], 'damaged', /gone/],
    [
      'an object of another size',
      [{ object: { ...object, size: 99 }, metadata: parsed(whole) }],
      'damaged',
      /99 bytes, want 100/,
    ],
    [
      'an object of another version',
      [{ object: { ...object, etag: 'v2' }, metadata: parsed(whole) }],
      'damaged',
      /overwritten/,
    ],
    [
      'an object with the right checksum and no metadata',
      [{ object }, { meta: { checksum: WANTED } }],
      'repairable',
      /metadata is missing/,
    ],
    [
      'an object with the right checksum and unreadable metadata',
      [
        { object, metadata: { kind: 'invalid', reason: 'not JSON' } },
        { meta: { checksum: WANTED } },
      ],
      'repairable',
      /unreadable \(not JSON\)/,
    ],
    [
      'an object with another checksum and no metadata',
      [{ object }, { meta: { checksum: OTHER } }],
      'changed',
      /unknown content/,
    ],
    ['an object that says nothing of itself', [{ object }], 'changed', /unknown content/],
    [
      'unreadable metadata without an object',
      [{ metadata: { kind: 'invalid', reason: 'not JSON' } }],
      'damaged',
      /unreadable/,
    ],
    [
      'everything in place and force',
      [{ object, metadata: parsed(whole) }, { force: true }],
      'forced',
      /asked for/,
    ],
  ];
  for (const [what, [entry, options], state, reason] of cases) {
    it(`is ${state} for ${what}`, async () => {
      const planned = await plan(entry, options);
      assert.equal(planned.state, state);
      assert.match(planned.reason, reason);
      assert.equal(planned.isHearsay ?? false, state === 'repairable');
    });
  }

  it('is repairable, once it was read, for metadata of another tool, which names no version', async () => {
    const planned = await plan({ object, metadata: parsed(foreign) });
    assert.deepEqual([planned.state, planned.isHearsay], ['repairable', true]);
    for (const part of [{ etag: 'v1' }, { managedBy: OWNER }]) {
      const half = await plan({ object, metadata: parsed({ ...foreign, ...part }) });
      assert.deepEqual([half.state, half.isHearsay], ['repairable', true]);
    }
  });

  describe('whose metadata is lost and that carries the right checksum', () => {
    const lost = async (recorded: Partial<Metadata>) => {
      const index = new Map([[image.destination, renderEntry('f', { ...whole, ...recorded })]]);
      return (await plan({ object }, { meta: { checksum: WANTED }, index })).isHearsay;
    };

    it('is known by what a run of this manifest has noted in the index', async () => {
      assert.equal(await lost({}), false);
    });

    it('is hearsay by any other note', async () => {
      for (const other of [
        { etag: 'v0' },
        { etag: undefined },
        { size: 99 },
        { checksum: OTHER },
        { managedBy: 'manifest/other' },
        { managedBy: 'upload' },
        { managedBy: undefined },
      ]) {
        assert.equal(await lost(other as Partial<Metadata>), true, JSON.stringify(other));
      }
    });
  });

  it('is damaged for metadata of another tool whose object has another size', async () => {
    const planned = await plan({ object: { ...object, size: 1 }, metadata: parsed(foreign) });
    assert.equal(planned.state, 'damaged');
  });

  it('takes over what another owner put there, once it was read', async () => {
    const planned = await plan({ object, metadata: parsed({ ...whole, managedBy: 'upload' }) });
    assert.deepEqual([planned.state, planned.isHearsay], ['repairable', true]);
    assert.match(planned.reason, /put there by upload/);
    assert.equal(planned.takenFrom, 'upload');
  });

  it('refuses to replace what hooks have changed, except with force', async () => {
    const metadata = { kind: 'transformed' } as const;
    for (const entry of [{ object, metadata }, { metadata }]) {
      await assert.rejects(
        plan(entry),
        (error: unknown) =>
          error instanceof LabctlError &&
          error.code === 'METADATA_INVALID' &&
          /hooks.*--force/.test(error.message),
      );
      assert.equal((await plan(entry, { force: true })).state, 'forced');
    }
  });

  for (const force of [false, true]) {
    it(`refuses metadata of a newer labctl ${force ? 'even with' : 'without'} force`, async () => {
      await assert.rejects(
        plan({ object, metadata: { kind: 'newer', version: 2 } }, { force }),
        (error: unknown) => error instanceof LabctlError && error.code === 'METADATA_INVALID',
      );
    });
  }
});
