/** The job summary: what a run did, as the tables that GitHub shows on the run's page. */
import type { Finding } from '../base/errors.ts';
import type { ImageResult, Report } from '../images/report.ts';
import { describeBytes } from '../report/report-format.ts';
import { findingTotals, totalsOf } from './totals.ts';

export type Summary = {
  readonly title: string;
  /** What it all came to, as one sentence. */
  readonly totals: string;
  /** The cells of each, the first row being the heading. */
  readonly tables: readonly (readonly (readonly string[])[])[];
};

/** `undefined` for verbs that need no summary. */
export function summaryOf(report: Report): Summary | undefined {
  const tables = tablesOf(report);
  return tables && { ...tables, totals: totalsOf(report) ?? '' };
}

/** Of a run that ended with the manifest. */
export function summaryOfFindings(findings: readonly Finding[]): Summary {
  const totals = `${findingTotals(findings)}; nothing was changed`;
  return { title: 'The manifest is invalid', totals, tables: [findingRows(findings)] };
}

function findingRows(findings: readonly Finding[]): string[][] {
  return [
    ['Place', 'Severity', 'Finding'],
    ...findings.map(({ place: { file, line, column }, severity, message }) => [
      `${file}:${line}:${column}`,
      severity,
      message,
    ]),
  ];
}

function tablesOf(report: Report): Omit<Summary, 'totals'> | undefined {
  switch (report.verb) {
    case 'sync':
      return {
        title: report.dryRun ? 'Images: what sync would do' : 'Images',
        tables: [
          [
            ['Image', 'State', 'Result', 'Size', 'Time', 'Rate', 'Why'],
            ...report.images.map(resultRow),
          ],
        ],
      };
    case 'upload':
      return {
        title: 'Upload',
        tables: [
          [['Image', 'State', 'Result', 'Size', 'Time', 'Rate', 'Why'], resultRow(report.image)],
        ],
      };
    case 'list':
      return {
        title: `Images in ${report.store}`,
        tables: [
          [
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
        ],
      };
    case 'prune':
      return {
        title: report.dryRun ? 'Images that prune would delete' : 'Pruned images',
        tables: [
          [
            ['Image', 'Destination', 'Size', 'Result'],
            ...report.images.map((image) => [
              image.name,
              image.destination,
              describeBytes(image.size),
              image.outcome,
            ]),
          ],
        ],
      };
    case 'validate':
      return {
        title: report.findings.some(({ severity }) => severity === 'error')
          ? 'The manifest is invalid'
          : 'The manifest is valid',
        tables: [
          findingRows(report.findings),
          [
            ['Image', 'URL', 'Size', 'Type', 'Detail'],
            ...report.urls.map((check) => [
              check.image,
              check.status,
              describeBytes(check.size),
              check.contentType ?? '-',
              check.detail,
            ]),
          ],
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
