/** Rules for source.decompress: a known compression that fits the names at both ends. */
import type { Finding } from '../../../base/errors.ts';
import { error, type Problem, placed, quote, warning } from '../../../base/findings.ts';
import { COMPRESSIONS, type Compression } from '../../../stream/decode/compression.ts';
import { child, isText, textChild } from '../../../yaml/tree.ts';
import type { ImageTree } from '../image-trees.ts';

const NEAR_MISSES: Readonly<Record<string, Compression>> = {
  gz: 'gzip',
  gunzip: 'gzip',
  zst: 'zstd',
  zstandard: 'zstd',
  lzma: 'xz',
};

const SUFFIXES: Readonly<Record<string, Compression | 'bzip2'>> = {
  '.xz': 'xz',
  '.gz': 'gzip',
  '.zst': 'zstd',
  '.zstd': 'zstd',
  '.bz2': 'bzip2',
};

/** The names are hints only, so what they contradict is a warning. */
export function lintDecompress({ source, destination }: ImageTree): Finding[] {
  const url = textChild(source, 'url');
  const packedAs = compressionOf(url?.value.replace(/[?#].*$/s, ''));
  const storedAs = compressionOf(destination?.value);
  const decompress = child(source, 'decompress');
  if (decompress === undefined) {
    if (url === undefined || packedAs === undefined || packedAs === storedAs) return [];
    return placed(url.place, 'source.url', [warning(describePacked(packedAs))]);
  }
  if (!isText(decompress)) return [];
  const named = COMPRESSIONS.find((compression) => compression === decompress.value);
  const problems =
    named === undefined
      ? [error(describeUnknown(decompress.value))]
      : contradictions({ named, packedAs, storedAs });
  return placed(decompress.place, 'source.decompress', problems);
}

function compressionOf(path: string | undefined): Compression | 'bzip2' | undefined {
  const [suffix] = /\.[a-z0-9]+$/i.exec(path ?? '') ?? [];
  return suffix === undefined ? undefined : SUFFIXES[suffix.toLowerCase()];
}

function describePacked(compression: Compression | 'bzip2'): string {
  const wrong = `ends like a ${compression} file, which would be stored as it is`;
  if (compression === 'bzip2') return `${wrong}: labctl cannot decompress it`;
  return `${wrong}: add "decompress: ${compression}", or let the destination end likewise`;
}

function describeUnknown(found: string): string {
  const lower = found.toLowerCase();
  const meant = NEAR_MISSES[lower] ?? COMPRESSIONS.find((compression) => compression === lower);
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
  const wanted = `want one of ${COMPRESSIONS.join(', ')}`;
  return `is no compression that labctl knows: found ${quote(found)}, ${wanted}${hint}`;
}

type Names = Readonly<Record<'packedAs' | 'storedAs', Compression | 'bzip2' | undefined>> & {
  readonly named: Compression;
};

function contradictions({ named, packedAs, storedAs }: Names): Problem[] {
  const problems: Problem[] = [];
  if (packedAs !== undefined && packedAs !== named) {
    problems.push(warning(`says ${named}, but the URL ends like a ${packedAs} file; check both`));
  }
  if (storedAs !== undefined) {
    const wrong = `is given, but the destination ends like a ${storedAs} file`;
    problems.push(warning(`${wrong}; the decompressed image is stored, so drop the ending`));
  }
  return problems;
}
