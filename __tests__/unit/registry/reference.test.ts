import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { canonicalName, familiarName, parseReference } from '../../../src/registry/reference.ts';

/** What github.com/distribution/reference v0.6.0 (Apache-2.0) says of the inputs of its own tests, and of some more. */
type Row = {
  readonly in: string;
  readonly error?: true;
  readonly domain?: string;
  readonly path?: string;
  readonly familiar?: string;
  readonly tag?: string;
  readonly digest?: string;
};
const rows: readonly Row[] = readFileSync(new URL('references.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

describe('parseReference', () => {
  for (const row of rows) {
    const shown = JSON.stringify(row.in.length > 60 ? `${row.in.slice(0, 60)}…` : row.in);
    it(`${row.error ? 'refuses' : 'takes'} ${shown}`, () => {
      const parsed = parseReference(row.in);
      if (row.error) return assert.equal(parsed, undefined);
      const { domain, path: repository, tag, digest } = row;
      assert.deepEqual(parsed, {
        ...{ domain, repository },
        ...(tag !== undefined && { tag }),
        ...(digest !== undefined && { digest }),
      });
    });
  }
});

describe('the names of a reference', () => {
  for (const { in: text, familiar, tag, digest, error } of rows) {
    if (error) continue;
    const parsed = parseReference(text);
    const suffix = (tag ? `:${tag}` : '') + (digest ? `@${digest}` : '');
    if (parsed === undefined) continue;
    it(`of ${JSON.stringify(text.slice(0, 60))} lead back to it`, () => {
      assert.equal(familiarName(parsed), familiar + suffix);
      assert.deepEqual(parseReference(canonicalName(parsed)), parsed);
    });
  }
});
