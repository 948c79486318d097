/** Manifests with a mark where a finding is expected, and the check that it is the only one and stands there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../../src/base/errors.ts';
import { parseManifest } from '../../../../src/images/manifest/parse-manifest.ts';
import { checksumOf } from '../../../support/builders/manifest-builder.ts';

const MARK = '§';

/** Title, manifest with a § where the finding is expected, and what its message must say. */
export type Row = readonly [title: string, manifest: string, ...says: RegExp[]];

/** One test a row: refused with one error, at the mark. */
export function refusesEach(rows: readonly Row[]): void {
  for (const [title, manifest, ...says] of rows) {
    test(`refuses ${title}`, () => assertOnly('error', manifest, says));
  }
}

/** The same in both dialects; for rows of `withHttp` whose messages name no line. */
export function refusesEachInBothDialects(rows: readonly Row[]): void {
  refusesEach(rows);
  refusesEach(
    rows.map(([title, manifest, ...says]): Row => {
      return [`${title}, in the older dialect`, inOlderDialect(manifest), ...says];
    }),
  );
}

/** The manifest as the older dialect writes it: with defaults, a type for each source, a map for each destination. */
function inOlderDialect(manifest: string): string {
  return manifest
    .replace(/^ {2}images:/m, '  defaults: {destinationPrefix: images/}\n  images:')
    .replace(/^( +)source:\n/gm, '$1source:\n$1  type: http\n')
    .replace(/^( +)destination: (\S.*)$/gm, '$1destination:\n$1  path: $2');
}

/** One test a row: accepted with one warning, at the mark. */
export function warnsOfEach(rows: readonly Row[]): void {
  for (const [title, manifest, ...says] of rows) {
    test(`warns of ${title}`, () => assertOnly('warning', manifest, says));
  }
}

/** One test a row: accepted without a finding. */
export function acceptsEach(rows: readonly (readonly [title: string, manifest: string])[]): void {
  for (const [title, manifest] of rows) {
    test(`accepts ${title}`, () => {
      const { manifest: parsed, findings } = parseManifest(manifest, 'images.yaml');
      assert.deepEqual(findings.map(summary), []);
      assert.notEqual(parsed, undefined);
    });
  }
}

function assertOnly(severity: Finding['severity'], marked: string, says: readonly RegExp[]): void {
  const { text, place } = unmark(marked);
  const { manifest, findings } = parseManifest(text, 'images.yaml');
  const [finding] = findings;
  assert.deepEqual(
    findings.map((each) => `${each.severity} ${each.place.line}:${each.place.column}`),
    [`${severity} ${place}`],
    findings.map(summary).join('\n'),
  );
  assert.equal(finding?.place.file, 'images.yaml');
  for (const pattern of says) assert.match(finding?.message ?? '', pattern);
  assert.doesNotMatch(finding?.message ?? '', /[\n\r]|undefined/);
  assert.equal(manifest === undefined, severity === 'error');
}

/** The text without its mark, and where the mark was, as `line:column`. */
export function unmark(marked: string): { text: string; place: string } {
  const [before = '', after] = marked.split(MARK);
  assert.notEqual(after, undefined, `no ${MARK} in ${marked}`);
  const lines = before.split('\n');
  return {
    text: marked.replace(MARK, ''),
    place: `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`,
  };
}

export function summary({ severity, place, message }: Finding): string {
  return `${place.line}:${place.column} ${severity}: ${message}`;
}

export const HEAD = `apiVersion: images.lab.gilman.io/v1alpha1
kind: ImageManifest
metadata:
  name: lab-images
spec:
  images:
`;

type Lines = Readonly<Partial<Record<'name' | 'url' | 'checksum' | 'destination', string>>>;

/** An http image as YAML text; `lines` are values as they are written, `more` goes below `source`'s keys. */
export function httpImage(lines: Lines, more = ''): string {
  return `    - name: ${lines.name ?? 'debian'}
      source:
        url: ${lines.url ?? 'https://images.example.org/debian.iso'}
        checksum: ${lines.checksum ?? checksumOf(0xab)}
${more}      destination: ${lines.destination ?? 'debian/debian.iso'}
`;
}

/** A manifest with one http image. */
export function withHttp(lines: Lines, more = ''): string {
  return HEAD + httpImage(lines, more);
}
