import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fillPart, renderParts } from '../../scripts/write-docs.ts';
import { VERSION } from '../../src/base/version.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

describe('what is written about options and faults', () => {
  const { readme, action, reliability } = renderParts();
  for (const [file, parts] of [
    ['README.md', readme],
    ['action.yml', action],
    ['docs/reliability.md', reliability],
  ] as const) {
    for (const [name, content] of Object.entries(parts)) {
      it(`${file} has the ${name} that the code has (else: npm run docs)`, () => {
        const text = read(file);
        assert.equal(fillPart(text, name, content), text);
      });
    }
  }
});

it('the version in the sources is the one of package.json', () => {
  assert.equal(VERSION, JSON.parse(read('package.json')).version);
});
