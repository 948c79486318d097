/** SHA-256 for the signatures of the SDK, which signs every part: of large bodies beside the main thread. */
import { createHash, createHmac, webcrypto } from 'node:crypto';
import pLimit from 'p-limit';

/** Below, the way to another thread and back takes longer than the hash. */
const LARGE_BYTES = 2 ** 20;

/** One body at a time: its bytes are copied for the other thread. */
const inTurn = pLimit(1);

type Data = string | ArrayBuffer | ArrayBufferView;

/** What the client's option `sha256` wants: a hash, or with a secret an HMAC. */
export class BackgroundSha256 {
  readonly #secret: Uint8Array | undefined;
  #chunks: Uint8Array[] = [];

  constructor(secret?: Data) {
    this.#secret = secret === undefined ? undefined : toBytes(secret);
  }

  update(chunk: Data): void {
    this.#chunks.push(toBytes(chunk));
  }

  async digest(): Promise<Uint8Array> {
    const [first, ...others] = this.#chunks;
    if (this.#secret === undefined && first !== undefined && others.length === 0) {
      if (first.length >= LARGE_BYTES) return digestBeside(first);
    }
    const hash =
      this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
    for (const chunk of this.#chunks) hash.update(chunk);
    return hash.digest();
  }

  reset(): void {
    this.#chunks = [];
  }
}

async function digestBeside(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(
    await inTurn(() => webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)),
  );
}

function toBytes(data: Data): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
