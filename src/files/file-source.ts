/** A local file as a source: what Packer has built, or what `upload` was given. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { asLabctlError, LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';
import { abortReason, createBody } from '../stream/body.ts';
import type { Source, SourceStream } from '../stream/source.ts';

const CHUNK_BYTES = 512 * 1024;

/**
 * Reads the file at `path` to its end, which may differ from the size announced when it is written to
 * meanwhile. `open` throws NOT_FOUND, INPUT_INVALID (not a regular file) or FILE_FAILED.
 */
export function createFileSource(path: string): Source {
  const label = printable(path, 1000);
  return { label, open: (signal) => openFile({ path, label, signal }) };
}

type Opening = { readonly path: string; readonly label: string; readonly signal: AbortSignal };

async function openFile({ path, label, signal }: Opening): Promise<SourceStream> {
  if (signal.aborted) throw abortReason(signal);
  const handle = await openHandle(path, label);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) {
      const found = stat.isDirectory() ? 'a folder' : 'a device or a pipe';
      throw new LabctlError(
        'INPUT_INVALID',
        `cannot read: ${label}; got ${found}, want a regular file`,
      );
    }
    return {
      body: createBody({
        chunks: readChunks(handle, label),
        signal,
        close: () => handle.close(),
      }),
      size: stat.size,
      resumed: () => false,
    };
  } catch (error) {
    await handle.close();
    throw asLabctlError(error, 'FILE_FAILED', `cannot read: ${label}`);
  }
}

async function openHandle(path: string, label: string): Promise<FileHandle> {
  try {
    // Without O_NONBLOCK the opening of a pipe would wait for somebody to write to it (open(2)).
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new LabctlError('NOT_FOUND', `no such file: ${label}`, { cause: error });
    }
    throw asLabctlError(error, 'FILE_FAILED', `cannot open: ${label}`);
  }
}

async function* readChunks(
  handle: FileHandle,
  label: string,
): AsyncGenerator<Buffer, void, undefined> {
  for (;;) {
    const chunk = await readChunk(handle, label);
    if (chunk.length === 0) return;
    yield chunk;
  }
}

async function readChunk(handle: FileHandle, label: string): Promise<Buffer> {
  try {
    // A new buffer each time: the consumer may still hold the one before.
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw asLabctlError(error, 'FILE_FAILED', `cannot read: ${label}`);
  }
}
