/** Takes one program out of a verified zip, by its exact name; nothing else of the zip is ever written. */
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { asLabctlError, describeCause, LabctlError } from '../../base/errors.ts';

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
const END = { signature: 0x06054b50, bytes: 22, maxComment: 65_535 };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const MAX_DIRECTORY_BYTES = 64 * 1024;
const MAX_PROGRAM_BYTES = 1024 * 1024 * 1024;

type Entry = {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header begins. */
  readonly offset: number;
};

/**
 * Writes the one entry named `name` to `to`, which is not executable. Vendors put their licence beside it. Throws
 * CHECKSUM_MISMATCH for a zip without exactly one such entry, or that is damaged.
 */
export async function extractProgram(zip: string, name: string, to: string): Promise<void> {
  const handle = await open(zip, 'r');
  try {
    const entries = (await readDirectory(handle)).filter((entry) => entry.name === name);
    const [entry] = entries;
    if (entry === undefined || entries.length > 1) {
      throw damaged(name, `it holds ${entries.length} files of that name, want 1`);
    }
    const isReadable = entry.method === STORED || entry.method === DEFLATED;
    if (!isReadable || (entry.flags & ENCRYPTED) !== 0 || entry.bytes > MAX_PROGRAM_BYTES) {
      throw damaged(name, 'it is packed in a way that labctl does not read');
    }
    await unpack(zip, { entry, start: await dataStart(handle, entry), to });
  } catch (error) {
    if (error instanceof LabctlError) throw error;
    if (error instanceof Error && 'syscall' in error) {
      throw asLabctlError(error, 'FILE_FAILED', `${name} cannot be taken out of its zip`);
    }
    throw damaged(name, describeCause(error));
  } finally {
    await handle.close();
  }
}

function damaged(name: string, why: string): LabctlError {
  return new LabctlError('CHECKSUM_MISMATCH', `the zip of ${name} is not used: ${why}`);
}

async function readDirectory(handle: FileHandle): Promise<Entry[]> {
  const { size } = await handle.stat();
  const tail = await readAt(handle, Math.max(0, size - END.bytes - END.maxComment), size);
  const at = lastIndexOf(tail, END.signature);
  if (at < 0) throw new Error('it is not a zip');
  const count = tail.readUInt16LE(at + 10);
  const bytes = tail.readUInt32LE(at + 12);
  const offset = tail.readUInt32LE(at + 16);
  if (bytes > MAX_DIRECTORY_BYTES) throw new Error('its directory is too large');
  const directory = await readAt(handle, offset, offset + bytes);

  const entries: Entry[] = [];
  for (let place = 0; entries.length < count; ) {
    if (directory.readUInt32LE(place) !== CENTRAL.signature)
      throw new Error('its directory is damaged');
    const nameBytes = directory.readUInt16LE(place + 28);
    const nameAt = place + CENTRAL.bytes;
    entries.push({
      name: directory.toString('utf8', nameAt, nameAt + nameBytes),
      flags: directory.readUInt16LE(place + 8),
      method: directory.readUInt16LE(place + 10),
      packedBytes: directory.readUInt32LE(place + 20),
      bytes: directory.readUInt32LE(place + 24),
      offset: directory.readUInt32LE(place + 42),
    });
    const extraBytes = directory.readUInt16LE(place + 30) + directory.readUInt16LE(place + 32);
    place = nameAt + nameBytes + extraBytes;
  }
  return entries;
}

/** The lengths in the local header may differ from those in the directory. */
async function dataStart(handle: FileHandle, { offset }: Entry): Promise<number> {
  const header = await readAt(handle, offset, offset + LOCAL.bytes);
  if (header.readUInt32LE(0) !== LOCAL.signature) throw new Error('an entry is damaged');
  return offset + LOCAL.bytes + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function unpack(
  zip: string,
  { entry, start, to }: { readonly entry: Entry; readonly start: number; readonly to: string },
): Promise<void> {
  let bytes = 0;
  async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > entry.bytes) break;
      yield chunk;
    }
    if (bytes !== entry.bytes)
      throw new Error(`it is not of the ${entry.bytes} bytes that it names`);
  }
  const packed = createReadStream(zip, { start, end: start + entry.packedBytes - 1 });
  const unpacker = entry.method === DEFLATED ? createInflateRaw() : new PassThrough();
  await pipeline(packed, unpacker, counted, createWriteStream(to, { mode: 0o600 }));
}

async function readAt(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, end - start));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}

function lastIndexOf(buffer: Buffer, signature: number): number {
  const wanted = Buffer.alloc(4);
  wanted.writeUInt32LE(signature);
  return buffer.lastIndexOf(wanted);
}
