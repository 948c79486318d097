import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fillPart, OWN_SCHEMA, PUBLISHED_SCHEMA, renderParts } from '../../scripts/write-docs.ts';
import { VERSION } from '../../src/base/version.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

describe('what is written about options and faults', () => {
  const { reference, action, reliability } = renderParts();
  for (const [file, parts] of [
    ['docs/reference.md', reference],
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

describe('the pages', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'SECURITY.md'].concat(
    readdirSync(new URL('../../docs/', import.meta.url)).map((name) => `docs/${name}`),
  );

  for (const page of pages) {
    it(`link to what is there: ${page}`, () => {
      const links = read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g);
      const missing = [...links]
        .map(([, target = '']) => join(dirname(page), target))
        .filter((target) => !existsSync(new URL(`../../${target}`, import.meta.url)));
      assert.deepEqual(missing, []);
    });
  }

  it('say what a newcomer needs in 150 lines of the README', () => {
    const lines = read('README.md').split('\n');
    assert.ok(
      lines.indexOf('## More') <= 150,
      `## More stands in line ${lines.indexOf('## More')}`,
    );
  });

  it('name the schema where it is published, and it is that of the sources (else: npm run docs)', () => {
    const [, named] = /\$schema=https:\/\/\S+\/labctl\/v1\/(\S+)/.exec(read('README.md')) ?? [];
    const [, own] = /\$schema=\.\.\/(\S+)/.exec(read('images/images.yaml')) ?? [];
    assert.deepEqual([named, own], [PUBLISHED_SCHEMA, PUBLISHED_SCHEMA]);
    assert.equal(read(PUBLISHED_SCHEMA), read(OWN_SCHEMA));
  });
});

it('the version in the sources is the one of package.json', () => {
  assert.equal(VERSION, JSON.parse(read('package.json')).version);
});
