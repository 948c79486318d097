/** The body of an object: where the connection breaks it goes on in another answer, of the very same version. */
import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { abortReason } from '../../base/cancellation.ts';
import type { Clock } from '../../base/clock.ts';
import { describeCause, LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import type { S3Sender } from './client.ts';
import { s3Error, statusOf } from './errors.ts';
import { backoffMs, type RetryLimits } from './retry.ts';

/** So that a store that gives a byte an answer comes to an end too. */
const MAX_BREAKS = 100;

export type BodyOptions = {
  readonly client: S3Sender;
  readonly bucket: string;
  readonly label: string;
  readonly key: string;
  readonly signal: AbortSignal;
  /** As the first answer wrote it, with its quotes. */
  readonly etag: string;
  /** Bytes of the object. */
  readonly size: number;
  readonly limits: RetryLimits;
  readonly clock: Clock;
};

/**
 * The bytes of `first`, and where it breaks off those of further answers to requests for the rest. Fails with
 * STORE_UNREACHABLE when `maxAttempts` answers in a row have brought no byte, and with SOURCE_INTERRUPTED when the object
 * is not the same any more: it then has to be read again from its first byte.
 */
export function resumingBody(first: Readable, options: BodyOptions): Readable {
  const { client, bucket, key, etag, size, limits, clock } = options;
  const closed = new AbortController();
  const signal = AbortSignal.any([options.signal, closed.signal]);
  let current = watched(first);
  let offset = 0;
  const chunks = readAll();
  return new Readable({
    read() {
      chunks.next().then(
        ({ value }) => this.push(value ?? null),
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      closed.abort();
      current.destroy();
      done(error);
    },
  });

  async function* readAll(): AsyncGenerator<Buffer, void, undefined> {
    let skip = 0;
    let vain = 0;
    for (let breaks = 1; ; breaks += 1) {
      const before = offset;
      const why = yield* readOne(skip);
      if (offset >= size) return;
      vain = offset > before ? 0 : vain + 1;
      if (vain >= limits.maxAttempts || breaks >= MAX_BREAKS) {
        const tries = breaks === 1 ? '1 try' : `${breaks} tries`;
        throw new LabctlError('STORE_UNREACHABLE', `${brokenOff(why)} (given up after ${tries})`);
      }
      await clock.sleep(backoffMs(vain + 1, limits), signal);
      skip = await goOn();
    }
  }

  /** The bytes of one answer behind the first `skip`; returns why it ended. */
  async function* readOne(skip: number): AsyncGenerator<Buffer, string, undefined> {
    let toSkip = skip;
    try {
      for await (const chunk of current as AsyncIterable<Buffer>) {
        const wanted = chunk.subarray(Math.min(toSkip, chunk.length));
        toSkip -= chunk.length - wanted.length;
        offset += wanted.length;
        if (wanted.length > 0) yield wanted;
      }
      return 'the answer ended';
    } catch (error) {
      if (signal.aborted) throw abortReason(options.signal);
      return describeCause(error);
    }
  }

  /** Asks for the rest; returns how many bytes to skip of an answer that is the whole object all the same. */
  async function goOn(): Promise<number> {
    const answer = await askForRest().catch((error) => {
      if (statusOf(error) === 412 || statusOf(error) === 416) throw changed('it was overwritten');
      if (statusOf(error) === 404) throw changed('it is gone');
      throw s3Error(error, { operation: 'read', ...options });
    });
    current = watched(answer.Body as Readable);
    try {
      if (signal.aborted) throw abortReason(options.signal);
      return judge(answer);
    } catch (error) {
      current.destroy();
      throw error;
    }
  }

  async function askForRest(): Promise<GetObjectCommandOutput> {
    const rest = { Bucket: bucket, Key: key, Range: `bytes=${offset}-` };
    // What is marked as weak never matches (RFC 9110 §13.1.1); the answer's own ETag is looked at in any case.
    const condition = etag.startsWith('W/') ? {} : { IfMatch: etag };
    const send = (more: { IfMatch?: string }) =>
      client.send(new GetObjectCommand({ ...rest, ...more }), { abortSignal: signal });
    return send(condition).catch((error) => {
      // A store that knows no conditions.
      if (statusOf(error) === 501 && 'IfMatch' in condition) return send({});
      throw error;
    });
  }

  function judge({ ETag = '', ContentRange, ContentLength, $metadata }: GetObjectCommandOutput) {
    if (opaque(ETag) !== opaque(etag)) throw changed('it was overwritten');
    const isWhole = $metadata.httpStatusCode === 200 && (ContentLength ?? size) === size;
    if (isWhole) return offset;
    if (ContentRange === `bytes ${offset}-${size - 1}/${size}`) return 0;
    const got = printable(ContentRange ?? 'none', 60);
    throw new LabctlError(
      'STORE_INVALID',
      `${brokenOff()}; cannot be continued: got Content-Range ${got}, want bytes ${offset}-${size - 1}/${size}`,
    );
  }

  function changed(found: string): LabctlError {
    const message = `${brokenOff()}; cannot be continued: ${found} meanwhile; run again`;
    return new LabctlError('SOURCE_INTERRUPTED', message);
  }

  function brokenOff(why?: string): string {
    const reason = why === undefined ? '' : `: ${why}`;
    const where = `${printable(key)} in ${options.label}`;
    return `cannot read ${where}: it broke off: got ${offset} bytes, want ${size}${reason}`;
  }
}

/** It may break before it is read: its reader finds the error on it. */
function watched(source: Readable): Readable {
  return source.on('error', () => undefined);
}

/** A proxy that compresses marks an ETag as weak on some answers only. */
function opaque(etag: string): string {
  return etag.replace(/^W\//, '');
}
