/** Damaged metadata files and indexes: read without a crash, never shown raw, and never a reason to call a lie current. */
import assert from 'node:assert/strict';
import { renderReport } from '../../../src/cli/render-report.ts';
import { readCatalog } from '../../../src/images/catalog/catalog.ts';
import {
  INDEX_KEY,
  imageKey,
  metadataKey,
  renderMetadata,
} from '../../../src/images/catalog/metadata/metadata.ts';
import { parseIndex, renderIndex } from '../../../src/images/catalog/metadata/metadata-index.ts';
import { planImage } from '../../../src/images/catalog/plan.ts';
import { writeIndex } from '../../../src/images/catalog/write-index.ts';
import { list } from '../../../src/images/verbs/list.ts';
import { prune } from '../../../src/images/verbs/prune.ts';
import { aManifest, anImage, sha256Of } from '../../support/builders/image-builder.ts';
import { createFakeClock } from '../../support/fakes/fake-clock.ts';
import { createMemoryStore } from '../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../support/fakes/silent-reporter.ts';
import { codeOf, fuzz } from './fuzz.ts';
import { damageJson, damageText, pick, type Random } from './random.ts';

const never = new AbortController().signal;
const OWNER = 'manifest/lab';
const BYTES = 'an image';
const IMAGE = anImage('talos', BYTES);
const PLANNING = { owner: OWNER, findElsewhere: async () => [], force: false, transfer: true };

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\0',
  '\n',
  'null',
  '1e999',
  '\u202e',
  '"__proto__":1,',
  '[[',
  '['.repeat(3_000),
  '{"a":'.repeat(3_000),
  `{"a":${'['.repeat(3_000)}${']'.repeat(3_000)}},`,
  '\\"'.repeat(100_000),
  'long'.repeat(50_000),
];

/** A value as the text of a file: mostly damaged as JSON, sometimes as text, seldom whole. */
function damagedFile(value: unknown, random: Random): string {
  const text = JSON.stringify(random(4) === 0 ? value : damageJson(value, random));
  return random(4) === 0 ? damageText(text, random, PIECES) : text;
}

type Bucket = {
  readonly metadata: string;
  readonly index: string;
  readonly indexEtag: 'right' | 'stale';
};

function metadataOf(etag: string) {
  return {
    name: IMAGE.name,
    checksum: sha256Of(BYTES),
    size: BYTES.length,
    uploadedAt: '2026-11-01T00:00:00.000Z',
    source: { type: 'http', url: 'https://origin.test/talos', path: 'a', fingerprint: 'f' },
    etag,
    sourceChecksum: sha256Of(BYTES),
    managedBy: OWNER,
    version: 1,
  } as const;
}

function fill({ metadata, index, indexEtag }: Bucket) {
  const clock = createFakeClock();
  const store = createMemoryStore({ now: clock.now });
  const object = store.plant(imageKey(IMAGE.destination), BYTES, { checksum: sha256Of(BYTES) });
  const put = (key: string, text: string) =>
    store.plant(key, text.replaceAll('OBJECT-ETAG', object.etag));
  const file = put(metadataKey(IMAGE.destination), metadata);
  put(INDEX_KEY, index.replaceAll('FILE-ETAG', indexEtag === 'right' ? file.etag : 'stale'));
  return { store, clock, object };
}

fuzz('metadata and index.json', {
  cases: 600,
  expect: ['current', 'changed', 'damaged', 'repairable', 'METADATA_INVALID'],
  make: (random): Bucket => {
    const checksum = random(8) === 0 ? sha256Of('other') : sha256Of(BYTES);
    const metadata = { ...metadataOf('OBJECT-ETAG'), checksum };
    const entry = { etag: 'FILE-ETAG', metadata };
    const index = { version: 1, entries: { [IMAGE.destination]: entry, 'other.raw': entry } };
    return {
      metadata: damagedFile(metadata, random),
      index: damagedFile(index, random),
      indexEtag: pick(random, ['right', 'stale', 'stale']),
    };
  },
  async check(bucket) {
    const { store, clock, object } = fill(bucket);
    const catalog = await readCatalog(store, never);
    const report = await list('', { store, signal: never });
    const shown = renderReport(report, { paint: (_, text) => text, now: clock.now() });
    for (const line of shown.split('\n'))
      assert.match(line, /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u);
    const reporter = createSilentReporter();
    const options = { dryRun: false, maxDelete: 10, includeUploads: false };
    const manifest = aManifest([IMAGE]);
    const pruned = await prune(manifest, options, { store, clock, reporter, signal: never });
    assert.deepEqual(pruned.images, []);
    assert.ok(store.bytes(imageKey(IMAGE.destination)));
    await writeIndex({ store, catalog }, { reporter, signal: never });
    assert.deepEqual(reporter.lines, []);
    const written = parseIndex(store.bytes(INDEX_KEY)?.toString());
    const again = parseIndex(renderIndex(written));
    assert.deepEqual(again, written, 'an index that reads back as another');
    const described = catalog.entries.get(IMAGE.destination)?.metadata?.kind === 'metadata';
    assert.equal(written.has(IMAGE.destination), described, 'an index that lacks what was read');

    const context = { catalog, ...PLANNING, store, signal: never };
    try {
      const { state } = await planImage(IMAGE, context);
      if (state === 'current')
        assert.ok(isTrue(bucket, object.etag), 'current on the strength of a lie');
      return state;
    } catch (error) {
      return codeOf(error);
    }
  },
});

/** Whether the metadata file, or the index for this version of it, says what is true of the object. */
function isTrue({ metadata, index, indexEtag }: Bucket, etag: string): boolean {
  const file = jsonOf(metadata);
  const entry = jsonOf(index)?.entries?.[IMAGE.destination];
  const said = [
    file,
    ...(indexEtag === 'right' && entry?.etag === 'FILE-ETAG' ? [entry.metadata] : []),
  ];
  return said.some(
    (one) =>
      one?.checksum === sha256Of(BYTES) &&
      one.size === BYTES.length &&
      one.managedBy === OWNER &&
      [etag, 'OBJECT-ETAG'].includes(one.etag),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: what a damaged file says has no type
function jsonOf(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

fuzz('metadata that labctl has written', {
  cases: 200,
  expect: ['current'],
  make: (random) =>
    damageText('talos "1.9" 🖥\\', random, ['"', '\\', '\n', '\u202e', '\0', '🖥', '\ud800']),
  async check(path) {
    const metadata = renderMetadata({
      ...metadataOf('OBJECT-ETAG'),
      source: { type: 'file', path },
    });
    const { store } = fill({ metadata, index: '', indexEtag: 'stale' });
    const catalog = await readCatalog(store, never);
    const context = { catalog, ...PLANNING, store, signal: never };
    return (await planImage(IMAGE, context)).state;
  },
});
