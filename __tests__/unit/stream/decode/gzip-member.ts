/** Writes one member of a gzip file field by field (RFC 1952), since the tool writes few of them. */
import { crc32, deflateRawSync, type ZlibOptions } from 'node:zlib';

export type GzipFields = {
  /** FTEXT. */
  readonly text?: boolean;
  /** FEXTRA. */
  readonly extra?: string;
  /** FNAME. */
  readonly name?: string;
  /** FCOMMENT. */
  readonly comment?: string;
  /** FHCRC: the right one, or this number. */
  readonly crc?: boolean | number;
  /** Bits of the flags that are set besides. */
  readonly flags?: number;
  readonly method?: number;
  /** How the data is packed. */
  readonly deflate?: ZlibOptions;
};

export function gzipMember(content: string | Buffer, fields: GzipFields = {}): Buffer {
  const plain = Buffer.from(content);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(plain), 0);
  trailer.writeUInt32LE(plain.length, 4);
  return Buffer.concat([gzipHeader(fields), deflateRawSync(plain, fields.deflate), trailer]);
}

export function gzipHeader({ method = 8, ...fields }: GzipFields): Buffer {
  const { text, extra, name, comment, crc } = fields;
  const flags =
    (fields.flags ?? 0) |
    (text ? 1 : 0) |
    (crc === undefined || crc === false ? 0 : 2) |
    (extra === undefined ? 0 : 4) |
    (name === undefined ? 0 : 8) |
    (comment === undefined ? 0 : 16);
  const parts = [Buffer.from([0x1f, 0x8b, method, flags, 1, 2, 3, 4, 2, 255])];
  if (extra !== undefined) {
    const length = Buffer.alloc(2);
    length.writeUInt16LE(extra.length);
    parts.push(length, Buffer.from(extra, 'latin1'));
  }
  if (name !== undefined) parts.push(Buffer.from(`${name}\0`, 'latin1'));
  if (comment !== undefined) parts.push(Buffer.from(`${comment}\0`, 'latin1'));
  if (crc !== undefined && crc !== false) {
    const check = Buffer.alloc(2);
    check.writeUInt16LE(crc === true ? crc32(Buffer.concat(parts)) & 0xffff : crc);
    parts.push(check);
  }
  return Buffer.concat(parts);
}
