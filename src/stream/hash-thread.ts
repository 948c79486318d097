/** Digests beside the main thread: one thread for all that the process hashes, which the memory goes to and back. */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Algorithm } from './checksum.ts';

/** A message costs as much as hashing some ten kilobytes. */
const BLOCK_BYTES = 2 ** 20;
/** One is filled while others are hashed. */
const BLOCKS = 3;

/** Hex digests, one an algorithm. */
export type Digests = ReadonlyMap<Algorithm, string>;

/** A hash of bytes that come one after the other. */
export interface StreamHash {
  /** Takes a copy; where there is no room for more yet, the promise of some. Rejects when the thread has failed. */
  update(chunk: Uint8Array): Promise<void> | undefined;
  /** Of all bytes; the hash is over then. Rejects when the thread has failed. */
  digests(): Promise<Digests>;
  /** Gives up the hash; a second call, or one after `digests`, does nothing. */
  close(): void;
}

/**
 * The hex digest of bytes that have their memory for themselves (`Buffer.allocUnsafeSlow`). They are moved to the
 * thread: what was passed in is empty from now on, and `bytes` are what it was. Rejects when the thread has failed.
 */
export async function digestOf(
  algorithm: Algorithm,
  bytes: Buffer,
): Promise<{ digest: string; bytes: Buffer }> {
  if (bytes.length < BLOCK_BYTES) return { digest: digestHere(algorithm, bytes), bytes };
  const job = { hash: nextHash(), algorithms: [algorithm], bytes, isLast: true };
  const answer = await ask(theThread(), job);
  return { digest: answer.digests.get(algorithm) ?? '', bytes: answer.bytes };
}

/** Hashes with all algorithms at once. */
export function hashStream(algorithms: readonly Algorithm[]): StreamHash {
  const hash = nextHash();
  /** Those that are being hashed come back, in order. */
  const blocks: (Buffer | Promise<Buffer>)[] = [];
  let turn = 0;
  let filled = 0;
  let isOver = false;
  /** Has the bytes so far, where it is not over: one that is started after it failed knows nothing of them. */
  let thread: Thread | undefined;

  function sendBlock(block: Buffer): void {
    thread ??= theThread();
    const job = { hash, algorithms, bytes: block, isLast: false };
    const hashed = ask(thread, job).then(({ bytes }) => bytes);
    hashed.catch(() => undefined);
    blocks[turn] = hashed;
    turn = (turn + 1) % BLOCKS;
    filled = 0;
  }

  async function afterHashing(block: Promise<Buffer>, chunk: Uint8Array): Promise<void> {
    blocks[turn] = await block;
    await update(chunk);
  }

  function update(chunk: Uint8Array): Promise<void> | undefined {
    for (let at = 0; at < chunk.length; ) {
      const block = blocks[turn] ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
      blocks[turn] = block;
      if (!Buffer.isBuffer(block)) return afterHashing(block, chunk.subarray(at));
      const piece = chunk.subarray(at, at + BLOCK_BYTES - filled);
      block.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled === BLOCK_BYTES) sendBlock(block);
    }
    return undefined;
  }

  return {
    update,
    async digests() {
      const block = blocks[turn];
      const bytes = Buffer.isBuffer(block) ? block.subarray(0, filled) : nothing();
      if (thread === undefined) {
        return new Map(algorithms.map((algorithm) => [algorithm, digestHere(algorithm, bytes)]));
      }
      isOver = true;
      return (await ask(thread, { hash, algorithms, bytes, isLast: true })).digests;
    },
    close() {
      if (thread === undefined || isOver) return;
      isOver = true;
      ask(thread, { hash, algorithms, bytes: nothing(), isLast: true }).catch(() => undefined);
    },
  };
}

function nothing(): Buffer {
  return Buffer.allocUnsafeSlow(0);
}

function digestHere(algorithm: Algorithm, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

type Job = {
  readonly hash: number;
  readonly algorithms: readonly Algorithm[];
  /** With a memory of their own, which goes to the thread. */
  readonly bytes: Uint8Array;
  /** Nothing more comes for this hash; the answer has its digests. */
  readonly isLast: boolean;
};

type Reply = {
  readonly digests: Digests;
  /** Those of the job. */
  readonly bytes: Uint8Array;
};

type Answer = { readonly digests: Digests; readonly bytes: Buffer };

type Waiting = {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

type Thread = {
  readonly worker: Worker;
  /** In the order of the jobs, which is that of the answers. */
  readonly waiting: Waiting[];
  failure?: { readonly error: unknown };
};

let running: Thread | undefined;
let hashes = 0;

function nextHash(): number {
  hashes += 1;
  return hashes;
}

function theThread(): Thread {
  running ??= startThread();
  return running;
}

function ask({ worker, waiting, failure }: Thread, job: Job): Promise<Answer> {
  if (failure !== undefined) return Promise.reject(failure.error);
  return new Promise((resolve, reject) => {
    // An answer that is waited for keeps the process alive, the thread alone does not.
    if (waiting.length === 0) worker.ref();
    waiting.push({ resolve, reject });
    worker.postMessage(job, [job.bytes.buffer as ArrayBuffer]);
  });
}

function startThread(): Thread {
  const worker = new Worker(`(${hashInThread})()`, { eval: true, name: 'hash' });
  const waiting: Waiting[] = [];
  const started: Thread = { worker, waiting };
  worker.unref();
  worker.on('message', ({ digests, bytes }: Reply) => {
    const { buffer, byteOffset, length } = bytes;
    waiting.shift()?.resolve({ digests, bytes: Buffer.from(buffer, byteOffset, length) });
    if (waiting.length === 0) worker.unref();
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`the thread that hashes has ended with ${code}`)));
  return started;

  function fail(error: unknown): void {
    started.failure ??= { error };
    if (running === started) running = undefined;
    for (const { reject } of waiting.splice(0)) reject(error);
  }
}

/** What the thread does. It is started from the text of this function, which therefore uses nothing from outside. */
function hashInThread(): void {
  const { createHash: create } = process.getBuiltinModule('node:crypto');
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  const going = new Map<number, Map<Algorithm, ReturnType<typeof create>>>();
  parentPort?.on('message', ({ hash, algorithms, bytes, isLast }: Job) => {
    const hashers = going.get(hash) ?? new Map(algorithms.map((name) => [name, create(name)]));
    for (const hasher of hashers.values()) hasher.update(bytes);
    if (isLast) going.delete(hash);
    else going.set(hash, hashers);
    const digests = isLast ? [...hashers].map(([name, one]) => [name, one.digest('hex')]) : [];
    const reply = { bytes, digests: new Map(digests as [Algorithm, string][]) };
    parentPort.postMessage(reply, [bytes.buffer as ArrayBuffer]);
  });
}
