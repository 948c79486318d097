/** Digests beside the main thread: one thread for all that the process hashes, over memory that both see. */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Algorithm } from './checksum.ts';
import { giveBackShared, takeShared } from './shared-memory.ts';

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
 * The hex digest of bytes in shared memory, which must stay as they are until it is there. Rejects when the thread
 * has failed.
 */
export async function digestShared(algorithm: Algorithm, bytes: Buffer): Promise<string> {
  if (bytes.length < BLOCK_BYTES) return digestHere(algorithm, bytes);
  const job = { hash: nextHash(), algorithms: [algorithm], bytes, isLast: true };
  const digests = await ask(theThread(), job);
  return digests.get(algorithm) ?? '';
}

/** Hashes with all algorithms at once. */
export function hashStream(algorithms: readonly Algorithm[]): StreamHash {
  const hash = nextHash();
  const blocks: Block[] = [];
  let turn = 0;
  let filled = 0;
  let isOver = false;
  /** Has the bytes so far, where it is not over: one that is started after it failed knows nothing of them. */
  let thread: Thread | undefined;

  function sendBlock(block: Block): void {
    thread ??= theThread();
    block.hashed = ask(thread, { hash, algorithms, bytes: block.memory, isLast: false });
    block.hashed.catch(() => undefined);
    turn = (turn + 1) % BLOCKS;
    filled = 0;
  }

  async function afterHashing(block: Block, chunk: Uint8Array): Promise<void> {
    await block.hashed;
    block.hashed = undefined;
    await update(chunk);
  }

  function update(chunk: Uint8Array): Promise<void> | undefined {
    // Given up while it waited for room: the blocks go back.
    if (isOver) return undefined;
    for (let at = 0; at < chunk.length; ) {
      const block = blocks[turn] ?? { memory: takeShared(BLOCK_BYTES) };
      blocks[turn] = block;
      if (block.hashed !== undefined) return afterHashing(block, chunk.subarray(at));
      const piece = chunk.subarray(at, at + BLOCK_BYTES - filled);
      block.memory.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled === BLOCK_BYTES) sendBlock(block);
    }
    return undefined;
  }

  function finish(bytes: Buffer): Promise<Digests> {
    isOver = true;
    const digests =
      thread === undefined
        ? Promise.resolve(digestsHere(algorithms, bytes))
        : ask(thread, { hash, algorithms, bytes, isLast: true });
    // The answers come in the order of the blocks. A thread that has failed looks at nothing any more.
    const giveBack = () => {
      for (const { memory } of blocks.splice(0)) giveBackShared(memory);
    };
    digests.then(giveBack, giveBack);
    return digests;
  }

  return {
    update,
    digests: async () => finish(blocks[turn]?.memory.subarray(0, filled) ?? NOTHING),
    close() {
      if (!isOver) finish(NOTHING).catch(() => undefined);
    },
  };
}

type Block = {
  readonly memory: Buffer;
  /** While it is being hashed, and until somebody needs it again. */
  hashed?: Promise<unknown> | undefined;
};

const NOTHING = Buffer.from(new SharedArrayBuffer(0));

function digestsHere(algorithms: readonly Algorithm[], bytes: Buffer): Digests {
  return new Map(algorithms.map((algorithm) => [algorithm, digestHere(algorithm, bytes)]));
}

function digestHere(algorithm: Algorithm, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

type Job = {
  readonly hash: number;
  readonly algorithms: readonly Algorithm[];
  /** In shared memory. */
  readonly bytes: Uint8Array;
  /** Nothing more comes for this hash; the answer has its digests. */
  readonly isLast: boolean;
};

type Waiting = {
  readonly resolve: (digests: Digests) => void;
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

function ask({ worker, waiting, failure }: Thread, job: Job): Promise<Digests> {
  if (failure !== undefined) return Promise.reject(failure.error);
  return new Promise((resolve, reject) => {
    // An answer that is waited for keeps the process alive, the thread alone does not.
    if (waiting.length === 0) worker.ref();
    waiting.push({ resolve, reject });
    worker.postMessage(job);
  });
}

function startThread(): Thread {
  const worker = new Worker(`(${hashInThread})()`, { eval: true, name: 'hash', env: {} });
  const waiting: Waiting[] = [];
  const started: Thread = { worker, waiting };
  worker.unref();
  worker.on('message', (digests: Digests) => {
    waiting.shift()?.resolve(digests);
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
    parentPort.postMessage(new Map(digests as [Algorithm, string][]));
  });
}
