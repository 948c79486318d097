/** Reports as the terminal shows them at the end of a run. */

import { printable, redactUrls } from '../base/redact.ts';
import type {
  ImageResult,
  ListedImage,
  ListReport,
  PrunedImage,
  PruneReport,
  Report,
  SyncReport,
  ValidateReport,
} from '../images/report.ts';
import { presentFinding } from '../report/present-error.ts';
import { describeAge, describeBytes, shortChecksum } from '../report/report-format.ts';
import type { Paint } from './colour.ts';
import { type Column, renderTable } from './table.ts';

type Style = { readonly paint: Paint; readonly now: number };

/** The text for stdout; `now` in milliseconds since the epoch. */
export function renderReport(report: Report, style: Style): string {
  switch (report.verb) {
    case 'sync':
      return renderSync(report, style);
    case 'upload':
      return renderTable(resultColumns(style), [report.image]);
    case 'validate':
      return renderValidate(report, style);
    case 'list':
      return renderList(report, style);
    case 'prune':
      return renderPrune(report, style);
    case 'build':
      return report.artifact === undefined
        ? `built ${path(report.template)} in ${report.seconds.toFixed(1)} s`
        : `${path(report.artifact)}  ${describeBytes(report.bytes)}  ${report.checksum}`;
    case 'download':
      return `${path(report.output)}  ${describeBytes(report.bytes)}  ${report.checksum}`;
  }
}

/** A name of a file or folder, whole: somebody may want to copy it. */
function path(name: string): string {
  return printable(name, name.length);
}

function renderSync(report: SyncReport, style: Style): string {
  const counts = countBy(report.images, (image) => image.outcome);
  const table = renderTable(resultColumns(style), report.images);
  return [table, '', counts, ...renderShards(report.shards), ...renderUpdate(report, style)].join(
    '\n',
  );
}

/** Where each image has a job of its own, the table above says it all. */
function renderShards(shards: SyncReport['shards'] = []): string[] {
  if (shards.every(({ images }) => images.length === 1)) return [];
  const lines = shards.map(
    ({ shard, images, bytes }) => `shard ${shard}, ${describeBytes(bytes)}: ${images.join(', ')}`,
  );
  return ['', ...lines];
}

/** Each changed line as a diff shows it. */
function renderUpdate({ update, dryRun }: SyncReport, { paint }: Style): string[] {
  if (update === undefined || update.changes.length === 0) return [];
  const title = dryRun ? ['these lines would change:'] : [];
  const lines = update.changes.flatMap((change) => [
    paint('bold', `${change.path}:${change.line}`),
    paint('red', `- ${printable(redactUrls(change.old))}`),
    paint('green', `+ ${printable(redactUrls(change.new))}`),
  ]);
  return ['', ...title, ...lines];
}

function resultColumns({ paint }: Style): Column<ImageResult>[] {
  return [
    { title: 'IMAGE', cell: (image) => image.name },
    { title: 'STATE', cell: (image) => image.state },
    {
      title: 'RESULT',
      cell: (image) => image.outcome,
      paint: (text, { outcome }) => paint(outcomeStyle(outcome), text),
    },
    { title: 'SIZE', cell: (image) => describeBytes(image.bytes), right: true },
    { title: 'TIME', cell: (image) => `${image.seconds.toFixed(1)} s`, right: true },
    { title: 'RATE', cell: rateOf, right: true },
    { title: 'WHY', cell: (image) => image.error?.code ?? image.reason },
  ];
}

function rateOf({ outcome, bytes, seconds }: ImageResult): string {
  if (outcome !== 'uploaded' || bytes === undefined || seconds < 0.05) return '-';
  return `${describeBytes(bytes / seconds)}/s`;
}

function outcomeStyle(outcome: ImageResult['outcome']) {
  switch (outcome) {
    case 'uploaded':
    case 'copied':
    case 'repaired':
      return 'green';
    case 'failed':
    case 'cancelled':
      return 'red';
    case 'planned':
      return 'cyan';
    case 'skipped':
      return 'dim';
  }
}

function renderValidate(report: ValidateReport, { paint }: Style): string {
  const errors = report.findings.filter((finding) => finding.severity === 'error').length;
  const warnings = report.findings.length - errors;
  const lines = report.findings.map((finding) =>
    paint(finding.severity === 'error' ? 'red' : 'yellow', presentFinding(finding)),
  );
  if (report.urls.length > 0) {
    lines.push(
      renderTable(
        [
          { title: 'IMAGE', cell: (check) => check.image },
          {
            title: 'URL',
            cell: (check) => check.status,
            paint: (text, { status }) => paint(status === 'ok' ? 'green' : 'red', text),
          },
          { title: 'SIZE', cell: (check) => describeBytes(check.size), right: true },
          { title: 'TYPE', cell: (check) => check.contentType ?? '-' },
          { title: 'DETAIL', cell: (check) => check.detail },
        ],
        report.urls,
      ),
    );
  }
  lines.push(
    errors + warnings === 0
      ? paint(
          'green',
          `${path(report.manifest)}: ${count(report.imageCount, 'image')}, no findings`,
        )
      : `${path(report.manifest)}: ${count(errors, 'error')}, ${count(warnings, 'warning')}`,
  );
  return lines.join('\n');
}

function renderList(report: ListReport, { paint, now }: Style): string {
  if (report.images.length === 0) {
    const begins = report.prefix === '' ? '' : ` that begins with "${printable(report.prefix)}"`;
    return `no image in ${path(report.store)}${begins}`;
  }
  const columns: Column<ListedImage>[] = [
    { title: 'NAME', cell: (image) => image.name },
    { title: 'DESTINATION', cell: (image) => image.destination },
    { title: 'SIZE', cell: (image) => describeBytes(image.size), right: true },
    { title: 'CHECKSUM', cell: (image) => shortChecksum(image.checksum) },
    {
      title: 'AGE',
      cell: (image) => describeAge(now - Date.parse(image.uploadedAt ?? '')),
      right: true,
    },
    {
      title: 'STATE',
      cell: (image) => image.state,
      paint: (text, { state }) => paint(state === 'ok' ? 'green' : 'red', text),
    },
    { title: 'OWNER', cell: (image) => image.managedBy ?? '-' },
    { title: 'WHY', cell: (image) => image.reason },
  ];
  const total = report.images.reduce((sum, image) => sum + (image.size ?? 0), 0);
  const summary = `${count(report.images.length, 'image')}, ${describeBytes(total)}, in ${report.store}`;
  return `${renderTable(columns, report.images)}\n\n${summary}`;
}

function renderPrune(report: PruneReport, { paint }: Style): string {
  const columns: Column<PrunedImage>[] = [
    { title: 'IMAGE', cell: (image) => image.name },
    { title: 'DESTINATION', cell: (image) => image.destination },
    { title: 'SIZE', cell: (image) => describeBytes(image.size), right: true },
    {
      title: 'RESULT',
      cell: (image) => (image.outcome === 'planned' ? 'to be deleted' : image.outcome),
      paint: (text, { outcome }) => paint(outcome === 'failed' ? 'red' : 'yellow', text),
    },
  ];
  const table = report.images.length === 0 ? [] : [renderTable(columns, report.images), ''];
  const uploads = report.abortedUploads.map(
    (key) =>
      `unfinished upload ${report.dryRun ? 'to be taken back' : 'taken back'}: ${printable(key)}`,
  );
  return [...table, ...uploads, ...describeUnowned(report), summarizePrune(report)].join('\n');
}

const MAX_UNOWNED = 10;

function describeUnowned({ unowned }: PruneReport): string[] {
  if (unowned.length === 0) return [];
  const shown = unowned.slice(0, MAX_UNOWNED).map((destination) => printable(destination));
  const more = unowned.length > shown.length ? `, and ${unowned.length - shown.length} more` : '';
  return [
    `left alone, since neither the manifest names them nor their metadata an owner: ${shown.join(', ')}${more}`,
  ];
}

function summarizePrune({ images, dryRun, refusal }: PruneReport): string {
  if (images.length === 0) return 'nothing that this manifest has put there has left it';
  if (refusal !== undefined) return `${count(images.length, 'image')}, none deleted`;
  if (dryRun) return `${count(images.length, 'image')} would be deleted`;
  return countBy(images, (image) => image.outcome);
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): string {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].map(([key, number]) => `${number} ${key}`).join(', ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
