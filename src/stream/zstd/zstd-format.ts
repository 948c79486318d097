/** The grammar of a zstd file (RFC 8878, section 3.1): which bytes are a frame's, and what each frame demands. */

/** 128 MiB, as `zstd -d` allows without `--long`. */
const MAX_WINDOW_BYTES = 2 ** 27;

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_BLOCK_BYTES = 128 * 1024;

export type FrameHeader = {
  readonly windowBytes: number;
  /** Length of the decompressed frame, where it is declared. */
  readonly contentBytes: number | undefined;
  readonly hasChecksum: boolean;
};

/**
 * What the grammar asks of the one who walks the bytes: to hand over the next `take` bytes, to `pass` over bytes
 * of the frame, to `skip` bytes outside of frames, or to note where a frame opens and closes.
 */
export type Step =
  | { readonly kind: 'take'; readonly bytes: number; readonly mayEnd?: true }
  | { readonly kind: 'pass' | 'skip'; readonly bytes: number }
  | { readonly kind: 'open'; readonly header: FrameHeader }
  | { readonly kind: 'close' };

type Grammar<T> = Generator<Step, T, Buffer>;

/** Walks frame after frame for ever; throws where the bytes are no zstd or ask for what is refused. */
export function* zstdFile(): Grammar<never> {
  for (let isFirst = true; ; isFirst = false) {
    const magic = (yield { kind: 'take', bytes: 4, mayEnd: true }).readUInt32LE();
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      const size = yield* take(4);
      yield { kind: 'skip', bytes: size.readUInt32LE() };
    } else if (magic === FRAME_MAGIC) {
      yield* frame();
    } else {
      throw new Error(
        isFirst ? 'not a zstd file' : 'trailing garbage after the zstd data is refused',
      );
    }
  }
}

function* frame(): Grammar<void> {
  const header = yield* frameHeader();
  refuseWindow(header.windowBytes);
  yield { kind: 'open', header };
  const maxBlockBytes = Math.min(MAX_BLOCK_BYTES, header.windowBytes);
  for (let isLast = false; !isLast; ) {
    isLast = yield* block(maxBlockBytes);
  }
  if (header.hasChecksum) yield { kind: 'pass', bytes: 4 };
  yield { kind: 'close' };
}

function* frameHeader(): Grammar<FrameHeader> {
  const descriptor = (yield* take(1)).readUInt8();
  if (descriptor & 0b1000) throw new Error('a reserved bit is set in the frame header');
  const isSingleSegment = (descriptor & 0b10_0000) !== 0;
  const windowByte = isSingleSegment ? undefined : (yield* take(1)).readUInt8();
  const dictionary = yield* number([0, 1, 2, 4][descriptor & 0b11] ?? 0);
  if (dictionary) throw new Error(`the frame needs dictionary ${dictionary}`);
  const contentBytes = yield* contentSize(descriptor >> 6, isSingleSegment);
  return {
    windowBytes: windowByte === undefined ? (contentBytes ?? 0) : windowOf(windowByte),
    contentBytes,
    hasChecksum: (descriptor & 0b100) !== 0,
  };
}

function* contentSize(flag: number, isSingleSegment: boolean): Grammar<number | undefined> {
  if (flag === 0) return isSingleSegment ? yield* number(1) : undefined;
  if (flag === 1) return ((yield* number(2)) ?? 0) + 256;
  return yield* number(flag === 2 ? 4 : 8);
}

function* block(maxBytes: number): Grammar<boolean> {
  const header = (yield* take(3)).readUIntLE(0, 3);
  const type = (header >> 1) & 0b11;
  const size = header >> 3;
  if (type === 3) throw new Error('a block of the reserved type');
  if (size > maxBytes) throw new Error(`a block of ${size} bytes, more than the frame allows`);
  const isRepeatedByte = type === 1;
  yield { kind: 'pass', bytes: isRepeatedByte ? 1 : size };
  return (header & 1) === 1;
}

function* take(bytes: number): Grammar<Buffer> {
  return yield { kind: 'take', bytes };
}

/** A little-endian number; `undefined` for a field that is not there. Inexact past 2^53, which is refused anyway. */
function* number(bytes: number): Grammar<number | undefined> {
  if (bytes === 0) return undefined;
  const field = yield* take(bytes);
  return bytes === 8 ? Number(field.readBigUInt64LE()) : field.readUIntLE(0, bytes);
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 0b111);
}

function refuseWindow(bytes: number): void {
  if (bytes <= MAX_WINDOW_BYTES) return;
  throw new Error(
    `a frame needs a window of ${Math.ceil(bytes / 2 ** 20)} MiB, more than the 128 MiB that zstd itself allows ` +
      'without --long; compress it again with --long=27 or less',
  );
}
