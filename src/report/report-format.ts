/** Bytes, rates and ages as people read them, the same on both faces. */
import prettyBytes from 'pretty-bytes';

/** `1.5 GiB`; `-` where it is not known. */
export function describeBytes(bytes: number | undefined): string {
  return bytes === undefined ? '-' : prettyBytes(bytes, { binary: true, maximumFractionDigits: 1 });
}

/** `, 35 MiB/s`; empty where it makes no sense. */
export function describeRate(bytes: number | undefined, seconds: number): string {
  if (bytes === undefined || seconds < 0.05) return '';
  return `, ${describeBytes(bytes / seconds)}/s`;
}

/** `3 d`, `5 h`, `12 min`, `40 s` from milliseconds; `-` where the start is not known. */
export function describeAge(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return '-';
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds >= 2 * 86_400) return `${Math.floor(seconds / 86_400)} d`;
  if (seconds >= 2 * 3_600) return `${Math.floor(seconds / 3_600)} h`;
  if (seconds >= 120) return `${Math.floor(seconds / 60)} min`;
  return `${seconds} s`;
}

/** The first twelve hex digits, for tables. */
export function shortChecksum(checksum: string | undefined): string {
  if (checksum === undefined) return '-';
  const [algorithm, hex = ''] = checksum.split(':');
  return `${algorithm}:${hex.slice(0, 12)}…`;
}
