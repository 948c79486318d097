/** One image on its way: source → verify → (spool → decode → verify) → sink, nothing unverified handed on as whole. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LabctlError } from '../../base/errors.ts';
import { openSpool } from '../../files/spool.ts';
import type { Task } from '../../report/reporter.ts';
import { createDecoder } from '../../stream/decode/decode.ts';
import { createGate } from '../../stream/gate.ts';
import { into } from '../../stream/into.ts';
import { createLimit } from '../../stream/limit.ts';
import { createMeter } from '../../stream/meter.ts';
import type { Source, SourceStream } from '../../stream/source.ts';
import { createVerifier } from '../../stream/verify.ts';
import type { HttpImageSource, Image } from '../manifest/image.ts';
import type { OnStep } from './step.ts';

/** Attempts at one image when its download breaks off where it cannot be resumed. */
const MAX_ATTEMPTS = 3;

/** What every transfer of a run shares. */
export type TransferContext = {
  /** `onRetry` is told, in one line, of each failure after which the source tries again. */
  readonly openSource: (source: HttpImageSource, onRetry: (message: string) => void) => Source;
  /** Path of a usable `xz` program; the library serves where there is none. */
  readonly xzProgram: string | undefined;
  /** How long that program may hang; two minutes unless told. */
  readonly xzSilenceMs?: number | undefined;
  /** Folder for compressed files that wait for their verification. */
  readonly spoolFolder: string;
  /** Bytes. */
  readonly maxDecodedBytes: number;
  readonly onStep?: OnStep | undefined;
};

/** Where the bytes go: must publish only when the body has ended without an error. */
export type Sink<Result> = (
  body: Readable,
  facts: {
    /** Exact length in bytes, where known. */
    readonly size: number | undefined;
    /** Upper bound in bytes, where only that is known. */
    readonly maxSize: number | undefined;
    readonly signal: AbortSignal;
  },
) => Promise<Result>;

type Transfer<Result> = {
  readonly image: Image;
  readonly context: TransferContext;
  readonly sink: Sink<Result>;
  /** Called when everything is verified and before the sink may publish. */
  readonly beforePublish: () => Promise<void>;
  readonly task: Task;
  readonly signal: AbortSignal;
};

/**
 * Moves an image from its source into a sink and answers what the sink answered. A download that broke off
 * where it could not be resumed, and a wrong checksum after a resumed one, are tried again from the first byte.
 * Throws the LabctlError of the stage that failed, after the sink has cleaned up.
 */
export async function transferImage<Result>(transfer: Transfer<Result>): Promise<Result> {
  const { context, image, task } = transfer;
  const source = context.openSource(httpSourceOf(image), task.warn);
  for (let attempt = 1; ; attempt++) {
    const reading = await source.open(transfer.signal, {
      inOnePiece: attempt > 1,
      mayOpenAgain: attempt < MAX_ATTEMPTS,
    });
    try {
      return await (httpSourceOf(image).decompress === undefined
        ? transferPlain(transfer, source, reading)
        : transferCompressed(transfer, source, reading));
    } catch (error) {
      transfer.signal.throwIfAborted();
      if (!worthRepeating(error, reading, attempt)) throw error;
      task.warn(`${(error as Error).message}; starting again from the first byte`);
    } finally {
      reading.body.destroy();
    }
  }
}

async function transferPlain<Result>(
  transfer: Transfer<Result>,
  source: Source,
  reading: SourceStream,
): Promise<Result> {
  const { image, task, sink, signal } = transfer;
  const { checksum } = httpSourceOf(image);
  const checksums = image.expected === undefined ? [checksum] : [checksum, image.expected];
  task.phase('downloading', reading.size);
  return pipeline(
    reading.body,
    createMeter((bytes) => task.advance(bytes)),
    createVerifier({ label: source.label, checksums, size: reading.size }),
    createGate(transfer.beforePublish),
    into((body, signal) => sink(body, { size: reading.size, maxSize: undefined, signal })),
    { signal },
  );
}

async function transferCompressed<Result>(
  transfer: Transfer<Result>,
  source: Source,
  reading: SourceStream,
): Promise<Result> {
  const { image, context, task, sink, signal } = transfer;
  const { checksum, decompress } = httpSourceOf(image);
  if (decompress === undefined || image.expected === undefined) {
    throw new TypeError(`${image.name} is not compressed`);
  }
  const { maxDecodedBytes, spoolFolder: folder, xzProgram, xzSilenceMs } = context;
  const spool = await openSpool({ folder, expectedBytes: reading.size, label: source.label });
  try {
    task.phase('downloading', reading.size);
    const artifact = createVerifier({
      label: source.label,
      checksums: [checksum],
      size: reading.size,
    });
    const countDownload = createMeter((bytes) => task.advance(bytes));
    await pipeline(reading.body, countDownload, artifact, spool.writable(), { signal });
    await context.onStep?.('downloaded', image.name);

    const label = `${source.label} (decompressed)`;
    task.phase('decompressing', artifact.bytes);
    const compressed = spool.readable();
    // It is read only once: the disk is free while the last parts are still on their way.
    compressed.once('end', () => void spool.close().catch(() => undefined));
    return await pipeline(
      compressed,
      createDecoder(decompress, {
        xzProgram,
        xzSilenceMs,
        label: source.label,
        onInput: task.advance,
      }),
      createLimit({ maxBytes: maxDecodedBytes, label, compressedBytes: artifact.bytes }),
      createVerifier({ label, checksums: [image.expected] }),
      createGate(transfer.beforePublish),
      into((body, signal) => sink(body, { size: undefined, maxSize: maxDecodedBytes, signal })),
      { signal },
    );
  } finally {
    await spool.close();
  }
}

function worthRepeating(error: unknown, reading: SourceStream, attempt: number): boolean {
  if (!(error instanceof LabctlError)) return false;
  if (error.code === 'SOURCE_INTERRUPTED') return attempt < MAX_ATTEMPTS;
  // Pieces of two files may have been put together; a clean reading of a wrong file stays wrong.
  const wrongBytes = error.code === 'CHECKSUM_MISMATCH' || error.code === 'SIZE_MISMATCH';
  return wrongBytes && reading.resumed() && attempt === 1;
}

function httpSourceOf(image: Image): HttpImageSource {
  if (image.source.type === 'http') return image.source;
  throw new TypeError(`${image.name} is built, not downloaded`);
}
