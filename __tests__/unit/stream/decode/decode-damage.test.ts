import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { LabctlError } from '../../../../src/base/errors.ts';
import { GZIP, XZ, ZSTD } from './all-decoders.ts';
import { accepts, needs, type Tool } from './cli.ts';
import { type Decoders, withFlippedBit } from './decoder-cases.ts';
import { gzipMember } from './gzip-member.ts';
import { judge } from './oracle.ts';
import { skippable, xz, zstd } from './samples.ts';
import { decodeAll } from './slices.ts';

const WORDS = 'abcabcabcabcabcabcabcabc, 123, '.repeat(9);
const CODE = Buffer.from('e8000000005589e5e8fbffffff5dc3e900010000c3', 'hex');

/** A small file that is cut at every byte, and of which a bit of every byte is turned. */
type Sample = {
  readonly name: string;
  readonly tool: Tool;
  readonly decoders: Decoders;
  readonly bytes: () => Buffer;
  /** Where no checksum decides, versions of zstd judge damaged data differently (docs/decoders.md). */
  readonly isUnchecked?: true;
};

const xzLibrary = { library: XZ.library };

const SAMPLES: readonly Sample[] = [
  {
    name: 'two streams of xz with padding and different checks',
    tool: 'xz',
    decoders: xzLibrary,
    bytes: () =>
      Buffer.concat([xz('one', '--check=crc32'), Buffer.alloc(4), xz('two', '--check=sha256')]),
  },
  {
    name: 'two streams of xz given to the program',
    tool: 'xz',
    decoders: { program: XZ.program },
    bytes: () => Buffer.concat([xz('one', '--check=crc32'), Buffer.alloc(4), xz('two')]),
  },
  {
    name: 'an xz of several blocks',
    tool: 'xz',
    decoders: xzLibrary,
    bytes: () => xz(WORDS, '--block-size=100'),
  },
  {
    name: 'an xz with a filter, sizes in its block, and no check',
    tool: 'xz',
    decoders: xzLibrary,
    bytes: () => xz(CODE, '-T2', '--check=none', '--x86', '--delta=dist=4', '--lzma2=preset=0'),
  },
  {
    name: 'two members of gzip with padding',
    tool: 'gzip',
    decoders: GZIP,
    bytes: () => Buffer.concat([gzipSync('hello '), gzipSync(WORDS), Buffer.alloc(3)]),
  },
  {
    name: 'a gzip with every field of the header',
    tool: 'gzip',
    decoders: GZIP,
    bytes: () =>
      gzipMember('hello', { text: true, extra: 'ab', name: 'n.raw', comment: 'c', crc: true }),
  },
  {
    name: 'two frames of zstd with a skippable one between them',
    tool: 'zstd',
    decoders: ZSTD,
    bytes: () => Buffer.concat([zstd(WORDS), skippable('note'), zstd('hello')]),
  },
  {
    name: 'a frame of zstd with its length',
    tool: 'zstd',
    decoders: ZSTD,
    bytes: () => zstd(WORDS, `--stream-size=${WORDS.length}`),
  },
  {
    name: 'a frame of zstd without its length and without a checksum',
    tool: 'zstd',
    decoders: ZSTD,
    bytes: () => zstd(WORDS, '--no-check'),
    isUnchecked: true,
  },
];

describe('a damaged file is judged as the tool does, with the same bytes:', () => {
  for (const sample of SAMPLES) {
    test(`${sample.name}, cut at every byte`, needs(sample.tool), async () => {
      const file = sample.bytes();
      const cuts = Array.from(file, (_byte, at) => file.subarray(0, at + 1));
      await compare(sample, cuts, () => false);
    });

    test(`${sample.name}, a bit of every byte turned`, needs(sample.tool), async () => {
      const file = sample.bytes();
      await compare(sample, flipsOf(file), isKnownDifference);
    });
  }
});

test(
  'the tools say of many files at once what they say of each',
  needs('xz', 'gzip', 'zstd'),
  () => {
    const samples: Record<Tool, Buffer> = {
      xz: xz('hello'),
      gzip: gzipSync('hello'),
      zstd: zstd('hello'),
    };
    for (const [tool, sample] of Object.entries(samples) as [Tool, Buffer][]) {
      const garbage = Buffer.concat([sample, Buffer.from('garbage')]);
      const files = [sample, withFlippedBit(sample, 0), garbage, sample.subarray(0, -1), sample];
      const verdicts = judge(tool, files);
      assert.deepEqual(verdicts.map(String), [
        'hello',
        'undefined',
        'undefined',
        'undefined',
        'hello',
      ]);
      assert.deepEqual(
        verdicts.map((verdict) => verdict !== undefined),
        files.map((file) => accepts(tool, file)),
      );
    }
  },
);

async function compare(
  sample: Sample,
  files: readonly Buffer[],
  isKnown: typeof isKnownDifference,
): Promise<void> {
  const [original, ...verdicts] = judge(sample.tool, [sample.bytes(), ...files]);
  assert.ok(original);
  for (const [decoder, decode] of Object.entries(sample.decoders)) {
    for (const [index, file] of files.entries()) {
      const found = await decodeAll(decode, [file]).catch((error: LabctlError) => error.code);
      const wanted = verdicts[index];
      if (isKnown(sample, found)) continue;
      const message = `${decoder}, file ${index} of ${files.length}: ${file.toString('hex')}`;
      assert.equal(hex(found), wanted === undefined ? 'DECODE_FAILED' : hex(wanted), message);
    }
  }
}

/** Only what docs/decoders.md lists, and never other bytes. */
function isKnownDifference({ tool, isUnchecked }: Sample, found: Buffer | string): boolean {
  return tool === 'zstd' && isUnchecked === true && found === 'DECODE_FAILED';
}

function hex(found: Buffer | string): string {
  return Buffer.isBuffer(found) ? found.toString('hex') : found;
}

function flipsOf(file: Buffer): Buffer[] {
  const reserved = reservedBitsAt(file);
  return Array.from(file.keys(), (at) => withFlippedBit(file, at, at === reserved ? 2 : at % 8));
}

// The two lowest bits of the byte that says how the sequences are packed, which zstd looks at since 1.5.5.
function reservedBitsAt(file: Buffer): number {
  const literals = file.indexOf('abc, 123, ');
  return literals < 0 ? -1 : literals + 'abc, 123, '.length + 1;
}
