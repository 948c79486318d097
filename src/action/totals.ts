/** What a run came to, as one sentence for the log of a runner and its summary. */
import type { Finding } from '../base/errors.ts';
import type { Report } from '../images/report.ts';
import { describeBytes } from '../report/report-format.ts';

/** `undefined` where the lines above have said everything. */
export function totalsOf(report: Report): string | undefined {
  switch (report.verb) {
    case 'sync': {
      const { files = [], pullRequest } = report.update ?? {};
      const moved = report.images.filter(({ outcome }) => outcome === 'uploaded');
      return [
        countsOf(
          'image',
          report.images.map(({ outcome }) => outcome),
        ),
        ...(moved.length > 0
          ? [`${describeBytes(sumOf(moved.map(({ bytes }) => bytes)))} uploaded`]
          : []),
        ...(files.length > 0 ? [`${count(files.length, 'file')} changed`] : []),
        ...(pullRequest?.url === undefined ? [] : [pullRequest.url]),
      ].join('; ');
    }
    case 'list': {
      const size = describeBytes(sumOf(report.images.map((image) => image.size)));
      return `${countsOf(
        'image',
        report.images.map(({ state }) => state),
      )}; ${size} in ${report.store}`;
    }
    case 'prune': {
      const outcomes = report.images.map(({ outcome }) => outcome);
      const uploads = report.abortedUploads.length;
      const more = uploads === 0 ? '' : `; ${count(uploads, 'unfinished upload')}`;
      return `${countsOf('image', outcomes)}${more}`;
    }
    case 'validate': {
      // Of a manifest that cannot be read nobody knows how many there are.
      const images = report.imageCount === 0 ? '' : ` in ${count(report.imageCount, 'image')}`;
      return `${report.manifest}: ${findingTotals(report.findings)}${images}`;
    }
    case 'upload':
    case 'download':
    case 'build':
      return undefined;
  }
}

/** `2 errors, 1 warning`. */
export function findingTotals(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'no findings';
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return `${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`;
}

/** `3 images: 2 uploaded, 1 failed`. */
function countsOf(noun: string, kinds: readonly string[]): string {
  const counts = [...new Set(kinds)].map(
    (kind) => `${kinds.filter((other) => other === kind).length} ${kind}`,
  );
  const all = count(kinds.length, noun);
  return counts.length === 0 ? all : `${all}: ${counts.join(', ')}`;
}

function sumOf(sizes: readonly (number | undefined)[]): number {
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
