/** The job summary: what a run did, as the table that GitHub shows on the run's page. */
import type { ImageResult, Report } from '../report.ts';
import { describeBytes } from '../report-format.ts';

/** Cells of a table, its first row the heading; `undefined` for verbs that need no summary. */
export function summaryOf(report: Report): { title: string; rows: string[][] } | undefined {
  switch (report.verb) {
    case 'sync':
      return {
        title: report.dryRun ? 'Images: what sync would do' : 'Images',
        rows: [
          ['Image', 'State', 'Result', 'Size', 'Time', 'Rate', 'Why'],
          ...report.images.map(resultRow),
        ],
      };
    case 'upload':
      return {
        title: 'Upload',
        rows: [
          ['Image', 'State', 'Result', 'Size', 'Time', 'Rate', 'Why'],
          resultRow(report.image),
        ],
      };
    case 'list':
      return {
        title: `Images in ${report.store}`,
        rows: [
          ['Image', 'Destination', 'Size', 'Uploaded', 'State', 'Why'],
          ...report.images.map((image) => [
            image.name,
            image.destination,
            describeBytes(image.size),
            image.uploadedAt ?? '-',
            image.state,
            image.reason,
          ]),
        ],
      };
    case 'prune':
      return {
        title: report.dryRun ? 'Images that prune would delete' : 'Pruned images',
        rows: [
          ['Image', 'Destination', 'Size', 'Result'],
          ...report.images.map((image) => [
            image.name,
            image.destination,
            describeBytes(image.size),
            image.outcome,
          ]),
        ],
      };
    case 'validate':
      return {
        title: 'URLs of the manifest',
        rows: [
          ['Image', 'URL', 'Size', 'Type', 'Detail'],
          ...report.urls.map((check) => [
            check.image,
            check.status,
            describeBytes(check.size),
            check.contentType ?? '-',
            check.detail,
          ]),
        ],
      };
    case 'download':
    case 'build':
      return undefined;
  }
}

function resultRow({ name, state, outcome, bytes, seconds, error, reason }: ImageResult): string[] {
  const rate =
    outcome === 'uploaded' && bytes !== undefined && seconds > 0.05
      ? `${describeBytes(bytes / seconds)}/s`
      : '-';
  const why = error === undefined ? reason : `${error.code}: ${error.message}`;
  return [name, state, outcome, describeBytes(bytes), `${seconds.toFixed(1)} s`, rate, why];
}
