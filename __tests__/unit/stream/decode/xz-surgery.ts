/** Changes what an xz file says of itself, with the checksum of the header made right again. */
import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';

/** Declares another dictionary in the header of the first block: 28 stands for 64 MiB, 35 for 768 MiB, 37 for 1.5 GiB. */
export function withXzDictionary(original: Buffer, code: number): Buffer {
  const file = Buffer.from(original);
  const headerAt = 12;
  const headerBytes = (file.readUInt8(headerAt) + 1) * 4;
  const end = headerAt + headerBytes - 4;
  const filter = file.indexOf(Buffer.from([0x21, 0x01]), headerAt);
  assert.ok(filter > 0 && filter + 2 < end);
  file.writeUInt8(code, filter + 2);
  file.writeUInt32LE(crc32(file.subarray(headerAt, end)), end);
  return file;
}
