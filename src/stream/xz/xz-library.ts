/** Decodes xz with lzma-native, where no `xz` program is at hand. */
import { LabctlError } from '../../base/errors.ts';

/** Memory that decoding may take, in bytes; the presets of xz need 65 MiB at most. */
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;

// A slice is decoded whole before any of its output can be read, and xz packs up to 7,000 to 1: some 14 MiB.
const SLICE_BYTES = 2 * 1024;

/** What `input` decompresses to; throws what liblzma throws, or UNSUPPORTED where lzma-native cannot be loaded. */
export async function* decodeXzByLibrary(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = await openDecoder();
  try {
    for await (const chunk of input) {
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        await decoder.write(chunk.subarray(at, at + SLICE_BYTES));
        yield* decoder.takeOutput();
      }
    }
    await decoder.end();
    yield* decoder.takeOutput();
  } finally {
    decoder.close();
  }
}

async function openDecoder() {
  const lzma = await loadLibrary();
  const stream = lzma.createStream('streamDecoder', {
    memlimit: MAX_MEMORY_BYTES,
    // CONCATENATED leaves streams and the padding between them to liblzma. Without it lzma-native restarts itself
    // at every end of a stream: it loses what follows in the same slice, and accepts padding of any length.
    flags: lzma.CONCATENATED | lzma.TELL_UNSUPPORTED_CHECK,
  });
  let output: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => output.push(chunk));
  let fail: (error: Error) => void = () => {};
  stream.on('error', (error) => fail(error));

  // lzma-native emits its errors and then calls back as if nothing were wrong: what comes first counts.
  function attempt(begin: (done: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      fail = (error) => reject(inPlainWords(error));
      begin(resolve);
    });
  }

  function* takeOutput(): Generator<Buffer> {
    const chunks = output;
    output = [];
    yield* chunks;
  }

  return {
    write: (slice: Buffer) => attempt((done) => void stream.write(slice, done)),
    end: () => attempt((done) => void stream.once('end', done).end()),
    close: () => stream.cleanup(),
    takeOutput,
  };
}

// What liblzma says too briefly, by its own words.
const PLAIN_WORDS: Readonly<Record<string, string>> = {
  // LZMA_BUF_ERROR: liblzma waits for more input, but there is none.
  'No progress is possible': 'unexpected end of the file',
  // LZMA_OPTIONS_ERROR. The liblzma in lzma-native is 5.2: the filter for ARM64 came with 5.4, for RISC-V with 5.6.
  'Invalid or unsupported options':
    'invalid options, or a filter newer than xz 5.2; install xz 5.4 or later, which decodes it',
  // LZMA_MEMLIMIT_ERROR
  'Memory usage limit was reached': `decompressing it needs more than ${MAX_MEMORY_BYTES / 2 ** 20} MiB of memory`,
};

function inPlainWords(error: Error): Error {
  const words = PLAIN_WORDS[error.message];
  return words === undefined ? error : new Error(words, { cause: error });
}

async function loadLibrary() {
  try {
    return (await import(/* webpackMode: "eager" */ 'lzma-native')).default;
  } catch (error) {
    const message = 'lzma-native cannot be loaded on this machine; install xz 5.4 or later';
    throw new LabctlError('UNSUPPORTED', message, { cause: error });
  }
}
