import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import PACKAGE from '../../package.json' with { type: 'json' };
import { TEST_NODES } from '../../scripts/test-nodes.ts';
import { refuseNode } from '../../src/supported-node.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

describe('the Nodes that labctl runs on', () => {
  for (const version of ['22.15.0', '22.23.3', '24.0.0', '24.21.0', '26.1.0', '24.0.0-nightly']) {
    it(`include ${version}`, () => assert.equal(refuseNode(version), undefined));
  }

  // Without zstd in zlib; 23.8 has it, but is no release to stay on.
  for (const version of ['16.20.2', '18.20.8', '20.20.2', '22.14.0', '22.9.0', '23.11.1']) {
    it(`leave out ${version}, with the version found and the one wanted`, () => {
      const sentence = refuseNode(version) ?? '';
      assert.ok(sentence.includes(`found Node ${version}`), sentence);
      assert.match(sentence, /want Node 22\.15 /);
    });
  }

  it('are the same in package.json, the pages and the tests', () => {
    assert.equal(PACKAGE.engines.node, '^22.15 || >=24');
    for (const page of ['README.md', 'docs/disaster-recovery.md']) {
      assert.match(read(page), /Node 22\.15 or a later 22, or Node 24 or newer/);
    }
    assert.equal(refuseNode(TEST_NODES.lowest), undefined);
    assert.notEqual(refuseNode(TEST_NODES.refused), undefined);
  });
});
