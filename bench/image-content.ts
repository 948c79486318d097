/** Bytes like those of a file-system image: text, programs, runs of zeros and what is compressed already. */
import { createRandom, type Random } from './random.ts';

const MIB = 2 ** 20;
const WORDS = 4096;
/** The share of each kind, in percent. */
const MIX = { zeros: 30, text: 25, programs: 33, noise: 12 } as const;

/** The same bytes for a seed, in chunks of 1 MiB; the last may be shorter. */
export function* imageContent(seed: number, bytes: number): Generator<Buffer> {
  const random = createRandom(seed);
  const words = makeWords(random);
  for (let at = 0; at < bytes; ) {
    const chunk = Buffer.alloc(Math.min(MIB, bytes - at));
    fillChunk(chunk, random, words);
    at += chunk.length;
    yield chunk;
  }
}

/** Files follow each other at blocks of 4 KiB, as in a file system. */
function fillChunk(chunk: Buffer, random: Random, words: readonly Buffer[]): void {
  for (let at = 0; at < chunk.length; ) {
    const length = Math.min(4096 * (1 + (random() % 64)), chunk.length - at);
    const file = chunk.subarray(at, at + length);
    const kind = random() % 100;
    if (kind < MIX.text) fillText(file, random, words);
    else if (kind < MIX.text + MIX.programs) fillProgram(file, random);
    else if (kind < MIX.text + MIX.programs + MIX.noise) fillNoise(file, random);
    at += length;
  }
}

function makeWords(random: Random): readonly Buffer[] {
  const letters = 'etaoinshrdlucmfwypvbgkqjxz_/.=-0123456789';
  return Array.from({ length: WORDS }, () => {
    const word = Array.from({ length: 2 + (random() % 9) }, () => {
      return letters[Math.floor(((random() % 1000) / 1000) ** 2 * letters.length)];
    });
    return Buffer.from(`${word.join('')}${random() % 11 === 0 ? '\n' : ' '}`);
  });
}

/** Few words are frequent, many are rare. */
function fillText(file: Buffer, random: Random, words: readonly Buffer[]): void {
  for (let at = 0; at < file.length; ) {
    const rank = Math.floor(((random() % 65_536) / 65_536) ** 3 * WORDS);
    const word = words[rank] ?? Buffer.from(' ');
    word.copy(file, at);
    at += word.length;
  }
}

/** Instructions: few operations, small operands, now and then an address. */
function fillProgram(file: Buffer, random: Random): void {
  for (let at = 0; at + 4 <= file.length; at += 4) {
    const bits = random();
    const operation = 0x48 + (bits & 7) * ((bits >>> 3) & 3);
    const operand = (bits >>> 8) & (bits & 0x40 ? 0xff : 0x0f);
    const rest = (bits & 0xe0) === 0 ? bits >>> 16 : 0x8b45;
    file.writeUInt32LE(((rest << 16) | (operand << 8) | operation) >>> 0, at);
  }
}

function fillNoise(file: Buffer, random: Random): void {
  for (let at = 0; at + 4 <= file.length; at += 4) file.writeUInt32LE(random(), at);
}
