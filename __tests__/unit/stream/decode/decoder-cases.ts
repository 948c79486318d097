/** Compares decoders with the command-line tool of their format, case by case and however the bytes arrive. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabctlError } from '../../../../src/base/errors.ts';
import { accepts, needs, output, type Tool } from './cli.ts';
import { decodeAll, slicings } from './slices.ts';

export type Decoders = Record<string, (input: AsyncIterable<Buffer>) => AsyncIterable<Buffer>>;

export type Case = {
  /** The end of a sentence that begins with `accepts` or `refuses`. */
  readonly name: string;
  readonly accepted: boolean;
  readonly bytes: () => Buffer;
};

/** One test for every case: the tool and all decoders must judge it as the case says. */
export function compareWithTool(tool: Tool, decoders: Decoders, cases: readonly Case[]): void {
  for (const { name, accepted, bytes } of cases) {
    test(`${accepted ? 'accepts' : 'refuses'} ${name}`, needs(tool), async () => {
      const file = bytes();
      assert.equal(accepts(tool, file), accepted, `${tool} -t`);
      const expected = accepted ? output(tool, ['-dc'], file) : undefined;
      for (const [decoder, decode] of Object.entries(decoders)) {
        for (const [slicing, chunks] of slicings(file)) {
          const result = await decodeAll(decode, chunks).catch((error: LabctlError) => error.code);
          const message = `${decoder}, ${slicing}`;
          // Not `deepEqual`, which would print megabytes.
          if (expected === undefined) assert.equal(result, 'DECODE_FAILED', message);
          else assert.ok(Buffer.isBuffer(result) && result.equals(expected), message);
        }
      }
    });
  }
}

/** A copy with one bit turned; a negative position counts from the end. */
export function withFlippedBit(file: Buffer, at: number, bit = 0): Buffer {
  const copy = Buffer.from(file);
  const position = at < 0 ? file.length + at : at;
  copy.writeUInt8(copy.readUInt8(position) ^ (1 << bit), position);
  return copy;
}
