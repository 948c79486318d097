import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { analyzeDockerfile } from '../../../../src/factory/dockerfile/analyze.ts';
import type { BuildOptions } from '../../../../src/factory/dockerfile/stages.ts';
import { familiarName } from '../../../../src/registry/reference.ts';

const file = (...lines: string[]) => lines.join('\n');

/** Every image as `kind name`, in order; what the target does not need in parentheses. */
function images(text: string, options?: BuildOptions): string[] {
  return analyzeDockerfile(text, options).uses.map(({ kind, reference, isReachable }) => {
    const shown = `${kind} ${familiarName(reference)}`;
    return isReachable ? shown : `(${shown})`;
  });
}

function refusal(text: string, options?: BuildOptions): string {
  try {
    analyzeDockerfile(text, options);
  } catch (error) {
    if (error instanceof LabctlError && error.code === 'DOCKERFILE_INVALID') return error.message;
    throw error;
  }
  return assert.fail('it was taken');
}

describe('analyzeDockerfile', () => {
  for (const [what, text, wanted] of [
    ['an image without a tag', 'FROM node', ['from node']],
    ['a platform', 'FROM --platform=$BUILDPLATFORM golang:1.23', ['from golang:1.23']],
    ['lower case and continued lines', 'from \\\n# x\n node:22', ['from node:22']],
    ['a global variable', 'ARG V=22\nFROM node:${V}', ['from node:22']],
    ['a variable that is made of another', 'ARG A=1 B=${A}.2\nFROM x:$B', ['from x:1.2']],
    ['a default in place', 'FROM node:${V:-20}', ['from node:20']],
    ['an empty variable', 'ARG REGISTRY\nFROM ${REGISTRY}node', ['from node']],
    ['a registry with a port', 'FROM localhost:5000/x:1', ['from localhost:5000/x:1']],
    ['nothing', 'FROM scratch', []],
    [
      'a stage of a long name',
      'FROM a AS a-very-long-stage-name-here\nFROM a-very-long-stage-name-here',
      ['from a'],
    ],
    ['a stage that is called as its image', 'FROM node AS node\nFROM node', ['from node']],
    [
      'a name in another case, which is no stage for FROM',
      'FROM a AS Builder\nFROM Builder/x',
      ['(from a)', 'from Builder/x'],
    ],
    [
      'a variable of a stage, which does not count',
      'ARG V=1\nFROM a:$V\nARG V=2\nFROM b:$V',
      ['(from a:1)', 'from b:1'],
    ],
    ['a here-document', 'FROM a\nRUN <<E\nFROM b\nE', ['from a']],
    ['a commented line', 'FROM a\n# FROM b', ['from a']],
  ] as const) {
    it(`sees what ${what} is built from`, () => {
      assert.deepEqual(images(text), wanted);
    });
  }

  it('follows COPY --from and RUN --mount to images, and not to stages', () => {
    const text = file(
      'FROM a AS Build',
      'FROM b',
      'COPY --chown=x --from=build /x /x',
      'COPY --from=0 /x /x',
      'COPY --from=nginx:1 /x /x',
      'ADD --from=busybox x y',
      'RUN --mount=type=bind,from=BUILD,target=/b --mount=type=cache,target=/c --mount=from=ghcr.io/o/i:1,target=/d x',
    );
    assert.deepEqual(images(text), [
      'from a',
      'from b',
      'copy-from nginx:1',
      'copy-from busybox',
      'mount-from ghcr.io/o/i:1',
    ]);
  });

  it('leaves what ONBUILD puts off to the builds of others', () => {
    const text = file(
      'FROM a AS s',
      'ONBUILD COPY --from=s /x /x',
      'ONBUILD RUN --mount=from=t,target=/x y',
    );
    assert.deepEqual(images(text), ['from a', 'onbuild s', 'onbuild t']);
  });

  it('tells what the target needs', () => {
    const text = file('FROM a AS one', 'FROM b AS two', 'COPY --from=one / /', 'FROM c AS three');
    assert.deepEqual(images(text), ['(from a)', '(from b)', 'from c']);
    assert.deepEqual(images(text, { target: 'Two' }), ['from a', 'from b', '(from c)']);
    assert.deepEqual(images(text, { target: '0' }), ['from a', '(from b)', '(from c)']);
    assert.match(refusal(text, { target: 'four' }), /no stage four/);
    assert.match(refusal(text, { target: '3' }), /no stage 3/);
  });

  it('takes build arguments, and the platform that is built for', () => {
    const text = file('ARG V=1', 'FROM base-${TARGETARCH}:$V', 'FROM base-arm64:2');
    const options = { buildArgs: new Map([['V', '2']]), platform: 'linux/arm64/v8' };
    assert.deepEqual(images(text, options), ['(from base-arm64:2)', 'from base-arm64:2']);
  });

  it('reports what it cannot resolve, with its line and what is missing', () => {
    const { uses, unresolved } = analyzeDockerfile(
      file(
        'FROM $CI_REGISTRY/x:$V',
        'COPY --from=$X /x /x',
        'COPY --from=7 /x /x',
        'FROM Up/Per',
        'FROM ok',
      ),
    );
    assert.deepEqual(
      uses.map(({ raw }) => raw),
      ['ok'],
    );
    assert.deepEqual(
      unresolved.map(({ line, raw }) => `${line} ${raw}`),
      ['1 $CI_REGISTRY/x:$V', '2 $X', '3 7', '4 Up/Per'],
    );
    assert.match(unresolved[0]?.reason ?? '', /CI_REGISTRY, V have no value/);
  });

  it('tells a pinned image from one that moves', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const { uses } = analyzeDockerfile(file(`FROM node:22@${digest}`, 'FROM node:22'));
    assert.deepEqual(
      uses.map(({ isPinned }) => isPinned),
      [true, false],
    );
    assert.equal(uses[0]?.reference.digest, digest);
  });

  it('has the frontend as an image too', () => {
    assert.deepEqual(images('# syntax=docker/dockerfile:1\nFROM a'), [
      'from a',
      'syntax docker/dockerfile:1',
    ]);
  });

  for (const [what, text, line] of [
    ['no FROM', 'ARG A=1', 1],
    ['an instruction before FROM', 'RUN x\nFROM a', 1],
    ['FROM without an image', 'FROM', 1],
    ['FROM with two words', 'FROM a b', 1],
    ['FROM with another word than AS', 'FROM a IS b', 1],
    ['a name that is none', '\nFROM a AS 1b', 2],
    ['a substitution that is none', 'FROM a\nFROM ${', 2],
    ['a value that must be there', 'ARG V\nFROM ${V:?needed}', 2],
  ] as const) {
    it(`refuses ${what}, with the line`, () => {
      assert.match(refusal(text), new RegExp(`^line ${line}: `));
    });
  }
});
