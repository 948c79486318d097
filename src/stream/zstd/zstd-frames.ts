/** Cuts a zstd file exactly at the ends of its frames, since no decoder at hand can be trusted to see them. */
import { type FrameHeader, type Step, zstdFile } from './zstd-format.ts';

export type Frame = {
  readonly header: FrameHeader;
  /** The whole frame, header and checksum included. To be read to its end before the next frame is asked for. */
  readonly bytes: AsyncGenerator<Buffer>;
};

type Event =
  | { readonly kind: 'open'; readonly header: FrameHeader }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'close' };

type Events = AsyncGenerator<Event, undefined>;

const NOTHING: Buffer = Buffer.alloc(0);

/** The frames of `input` without the skippable ones; throws where it ends inside a frame or holds anything else. */
export async function* framesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const events = eventsOf(input);
  try {
    for (;;) {
      const { value: event } = await events.next();
      if (event === undefined) return;
      if (event.kind === 'open') yield { header: event.header, bytes: bytesUntilClose(events) };
    }
  } finally {
    await events.return(undefined);
  }
}

async function* bytesUntilClose(events: Events): AsyncGenerator<Buffer> {
  for (;;) {
    const { value: event } = await events.next();
    if (event?.kind !== 'bytes') return;
    yield event.bytes;
  }
}

async function* eventsOf(input: AsyncIterable<Buffer>): Events {
  const walker = createWalker();
  for await (const chunk of input) yield* walker.walk(chunk);
  walker.finish();
  return undefined;
}

/**
 * Goes through the chunks block by block, but hands over whole runs of bytes: one event a chunk as long as no frame
 * ends in it, however many blocks it holds.
 */
function createWalker() {
  const grammar = zstdFile();
  let step: Step = grammar.next().value;
  let missing = bytesOf(step);
  let taken = NOTHING;
  // Bytes of earlier chunks that belong to a frame only if one opens after them.
  let held = NOTHING;
  let isOpen = false;

  function advance(): void {
    step = grammar.next(taken).value;
    missing = bytesOf(step);
    taken = NOTHING;
  }

  function* walk(chunk: Buffer): Generator<Event> {
    let begin = 0;
    let end = 0;
    for (;;) {
      if (step.kind === 'open') {
        isOpen = true;
        yield step;
      } else if (step.kind === 'close') {
        yield* release(chunk.subarray(begin, end));
        begin = end;
        isOpen = false;
        yield step;
      } else {
        const part = chunk.subarray(end, end + missing);
        end += part.length;
        missing -= part.length;
        if (step.kind === 'take') taken = Buffer.concat([taken, part]);
        if (step.kind === 'skip') {
          held = NOTHING;
          begin = end;
        }
        if (missing > 0) break;
      }
      advance();
    }
    if (isOpen) yield* release(chunk.subarray(begin));
    else held = Buffer.concat([held, chunk.subarray(begin)]);
  }

  function* release(run: Buffer): Generator<Event> {
    if (held.length > 0) yield { kind: 'bytes', bytes: held };
    if (run.length > 0) yield { kind: 'bytes', bytes: run };
    held = NOTHING;
  }

  function finish(): void {
    const isBetweenFrames = step.kind === 'take' && step.mayEnd === true;
    if (!isBetweenFrames) throw new Error('the file ends inside a zstd frame');
    if (taken.length === 0) return;
    throw new Error(`the file ends with ${taken.length} bytes that begin no zstd frame`);
  }

  return { walk, finish };
}

function bytesOf(step: Step): number {
  return 'bytes' in step ? step.bytes : 0;
}
