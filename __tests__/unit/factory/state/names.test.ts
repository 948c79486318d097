import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { baseImageName, isSafeName, kubernetesName } from '../../../../src/factory/state/names.ts';
import { parseReference } from '../../../../src/registry/reference.ts';

function named(text: string, taken: readonly string[] = []): string {
  const reference = parseReference(text);
  assert.ok(reference, text);
  return baseImageName(reference, (name) => taken.includes(name));
}

describe('baseImageName', () => {
  for (const [text, name] of [
    ['node:22-bookworm-slim', 'node-22-bookworm-slim'],
    ['docker.io/library/node:22-bookworm-slim', 'node-22-bookworm-slim'],
    ['node', 'node-latest'],
    ['ghcr.io/o/i:v1', 'ghcr.io-o-i-v1'],
    ['quay.io/o/i:v1', 'quay.io-o-i-v1'],
    ['localhost:5000/x:1', 'localhost-5000-x-1'],
    ['x:V1_A', 'x-v1_a'],
  ] as const) {
    it(`of ${text} is ${name}`, () => assert.equal(named(text), name));
  }

  it('is another where two references come to one', () => {
    const [first, second] = ['a/b-c:1', 'a-b/c:1'];
    assert.equal(named(first), named(second));
    assert.notEqual(named(second, [named(first)]), named(first));
    assert.match(named(second, ['a-b-c-1']), /^a-b-c-1-[0-9a-f]{8}$/);
  });

  it('is one that a file can have, whatever the reference', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    for (const text of [
      `x@${digest}`,
      `${'a/'.repeat(120)}b:${'t'.repeat(128)}`,
      'x:a..b',
      '[::1]:5000/x:1',
      'x:_',
    ]) {
      assert.ok(isSafeName(named(text)), `${text} is ${named(text)}`);
      assert.ok(isSafeName(named(text, [named(text)])));
    }
  });
});

describe('isSafeName', () => {
  for (const name of [
    '',
    '.',
    '..',
    '.a',
    'a/b',
    '../a',
    'a..b',
    'a\\b',
    'A',
    'a\0',
    'a b',
    '-a',
    'a'.repeat(201),
    'CON:',
  ]) {
    it(`refuses ${JSON.stringify(name.slice(0, 20))}`, () => assert.equal(isSafeName(name), false));
  }
});

describe('kubernetesName', () => {
  for (const [name, wanted] of [
    ['node-22', 'node-22'],
    ['ghcr.io-o-i-v1', 'ghcr.io-o-i-v1'],
    ['my_app', 'my-app'],
  ] as const) {
    it(`of ${name} is ${wanted}`, () => assert.equal(kubernetesName(name), wanted));
  }

  it('is valid, short enough, and another for another name', () => {
    const names = [
      'a'.repeat(64),
      'a'.repeat(65),
      'a.-b',
      'a-.b',
      'A_b',
      'a..b',
      '_',
      'ä',
      'x-',
      'a--b',
    ];
    const made = names.map(kubernetesName);
    for (const name of made) {
      assert.match(name, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
      assert.ok(name.length <= 63);
    }
    assert.equal(new Set(made).size, names.length);
  });
});
