/** What a file is, judged by its first bytes, so that an error can say what came instead of what was wanted. */
import { printable } from '../../base/redact.ts';
import type { Compression } from './compression.ts';

/** How many of the first bytes are worth keeping for `describeContent`. */
export const HEAD_BYTES = 512;

type Magic = { readonly name: string; readonly at: number; readonly bytes: Buffer };

const MAGICS: readonly Magic[] = [
  { name: 'xz', at: 0, bytes: Buffer.from('fd377a585a00', 'hex') },
  { name: 'gzip', at: 0, bytes: Buffer.from('1f8b', 'hex') },
  { name: 'zstd', at: 0, bytes: Buffer.from('28b52ffd', 'hex') },
  { name: 'bzip2', at: 0, bytes: Buffer.from('BZh') },
  { name: 'a zip archive', at: 0, bytes: Buffer.from('PK\x03\x04') },
  { name: 'a 7z archive', at: 0, bytes: Buffer.from('377abcaf271c', 'hex') },
  { name: 'lz4', at: 0, bytes: Buffer.from('04224d18', 'hex') },
  { name: 'legacy .lzma', at: 0, bytes: Buffer.from('5d0000', 'hex') },
  { name: 'a qcow2 image', at: 0, bytes: Buffer.from('514649fb', 'hex') },
  { name: 'a VMDK image', at: 0, bytes: Buffer.from('KDMV') },
  { name: 'a tar archive', at: 257, bytes: Buffer.from('ustar') },
  { name: 'an uncompressed disk image', at: 510, bytes: Buffer.from('55aa', 'hex') },
];

const HTML_PAGE =
  /^\ufeff?\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<(!doctype\s+html|html|head|body|title|script|meta)\b/i;

/** The format that begins like this, `undefined` where none is known. */
export function describeContent(head: Buffer): string | undefined {
  if (head.length > 0 && head.every((byte) => byte === 0)) return 'zeros';
  const magic = MAGICS.find(({ at, bytes }) => head.subarray(at, at + bytes.length).equals(bytes));
  return magic?.name ?? describeLegacyZstd(head) ?? describeHtml(head);
}

/** `an HTML page: "<first characters>"` where the bytes are one: a login page, a captcha, a soft 404. */
export function describeHtml(head: Buffer): string | undefined {
  const text = head.toString('utf8');
  return HTML_PAGE.test(text) ? `an HTML page: "${printable(text, 80)}"` : undefined;
}

/** What to append to an error about a file that should be of format `wanted`; empty where nothing is known. */
export function contentHint(head: Buffer, wanted: Compression): string {
  const found = describeContent(head);
  if (found === undefined || found === wanted) return '';
  return `; the file looks like ${found}`;
}

// The formats before zstd 0.8 have magics of their own, 22 b5 2f fd to 27 b5 2f fd.
function describeLegacyZstd(head: Buffer): string | undefined {
  const [version = 0, ...rest] = head.subarray(0, 4);
  const isLegacy =
    version >= 0x22 && version <= 0x27 && Buffer.from(rest).toString('hex') === 'b52ffd';
  return isLegacy ? 'zstd of a version before 0.8' : undefined;
}
