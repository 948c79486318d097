/** What the samples of the decoder tests are made of, and the pieces that no tool writes. */
import { readFileSync } from 'node:fs';
import { output } from './cli.ts';

export const TEXT = Array.from({ length: 3000 }, (_, line) => `${line}\n`).join('');

/** Real instructions of this machine: what the BCJ filters of xz are for. */
export function machineCode(): Buffer {
  return readFileSync(process.execPath).subarray(4_000_000, 4_200_000);
}

/** Bytes that do not compress, the same on every run. */
export function noise(bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let seed = 1;
  for (let at = 0; at < bytes; at++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    buffer.writeUInt8(seed >>> 24, at);
  }
  return buffer;
}

export function xz(content: string | Buffer, ...options: readonly string[]): Buffer {
  return output('xz', ['-c', '-T1', ...options], content);
}

export function zstd(content: string | Buffer, ...options: readonly string[]): Buffer {
  return output('zstd', ['-c', '-q', ...options], content);
}

/** A frame of zstd that decoders pass over; there are 16 magics for it. */
export function skippable(content: string, magic = 0): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a50 + magic, 0);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, Buffer.from(content)]);
}
