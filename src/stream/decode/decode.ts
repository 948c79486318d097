/** How each format is decompressed: the choice of a decoder, and what its failures look like. */
import { describeCause, LabctlError } from '../../base/errors.ts';
import { decodeXzByLibrary } from '../xz/xz-library.ts';
import { decodeXzByProgram } from '../xz/xz-program.ts';
import { decodeZstd } from '../zstd/zstd.ts';
import type { Compression } from './compression.ts';
import { decodeGzip } from './gzip.ts';
import { contentHint, HEAD_BYTES } from './magic.ts';

export type DecoderOptions = {
  /** Absolute path of an `xz` that may be used; without it xz is decoded by a slower library. */
  readonly xzProgram: string | undefined;
  /** How long that program may hang; two minutes unless told. */
  readonly xzSilenceMs?: number | undefined;
  /** What is decoded, for messages. */
  readonly label: string;
  /** Told of every `bytes` of the compressed input that were taken. */
  readonly onInput?: (bytes: number) => void;
};

/** A stage for `stream/promises.pipeline`, whose types let strings into every stage, and where the signal comes from. */
export type Decoder = (
  input: AsyncIterable<Buffer | string>,
  context?: { readonly signal?: AbortSignal },
) => AsyncGenerator<Buffer>;

/** Decodes one format; throws plain errors, which `createDecoder` puts into words. */
type Decode = (
  input: AsyncIterable<Buffer>,
  context: Pick<DecoderOptions, 'xzProgram' | 'xzSilenceMs'> & {
    readonly signal: AbortSignal | undefined;
  },
) => AsyncGenerator<Buffer>;

const DECODERS: Record<Compression, Decode> = {
  xz: (input, { xzProgram, xzSilenceMs, signal }) =>
    xzProgram === undefined
      ? decodeXzByLibrary(input)
      : decodeXzByProgram(input, { program: xzProgram, signal, silenceMs: xzSilenceMs }),
  gzip: decodeGzip,
  zstd: decodeZstd,
};

const EMPTY = 'the file is empty';

/**
 * A decoder that accepts what `xz -t`, `gzip -t` or `zstd -t` accept. It throws DECODE_FAILED for anything else, an
 * empty input included, and errors of its input as they are.
 */
export function createDecoder(
  compression: Compression,
  { xzProgram, xzSilenceMs, label, onInput }: DecoderOptions,
): Decoder {
  return async function* decode(input, { signal } = {}) {
    const seen: Seen = { isEmpty: false, head: Buffer.alloc(0), onInput };
    try {
      yield* DECODERS[compression](observe(input as AsyncIterable<Buffer>, seen), {
        xzProgram,
        xzSilenceMs,
        signal,
      });
      if (seen.isEmpty) throw new Error(EMPTY);
    } catch (error) {
      // When a pipeline fails it destroys the input with its error: the same error again is what it expects of us.
      if (seen.failure !== undefined) throw seen.failure.error;
      signal?.throwIfAborted();
      if (error instanceof LabctlError) throw error;
      const reason = seen.isEmpty ? EMPTY : describeCause(error);
      const hint = contentHint(seen.head, compression);
      const message = `cannot decompress ${label} as ${compression}: ${reason}${hint}`;
      throw new LabctlError('DECODE_FAILED', message, { cause: error });
    }
  };
}

/** What an error message needs to know of the input. */
type Seen = {
  isEmpty: boolean;
  head: Buffer;
  failure?: { readonly error: unknown };
  readonly onInput: ((bytes: number) => void) | undefined;
};

async function* observe(input: AsyncIterable<Buffer>, seen: Seen): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of input) {
      const room = HEAD_BYTES - seen.head.length;
      if (room > 0) seen.head = Buffer.concat([seen.head, chunk.subarray(0, room)]);
      seen.onInput?.(chunk.length);
      yield chunk;
    }
    seen.isEmpty = seen.head.length === 0;
  } catch (error) {
    seen.failure = { error };
    throw error;
  }
}
