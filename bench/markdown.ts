/** The results as a page that people read: what was measured, against what, the bar, and whether it is met. */
import type { Figure, Row, Taken } from './bench.ts';
import { COMPRESS } from './image-cache.ts';
import { AWS_CONFIG, PEERS } from './peers.ts';
import type { KeptCase, Results } from './results.ts';

const MIB = 2 ** 20;

export function renderMarkdown({ machine, cases }: Results): string {
  const programs = Object.entries(machine.programs).map(([name, version]) => `${name} ${version}`);
  return [
    '# Benchmark',
    'Written by `npm run bench`; CONTRIBUTING.md says how. Other work may have run on the machine: trust the ratios, each the median of the ratios of runs that followed each other, and not the seconds.',
    `${machine.cores} × ${machine.cpu}, ${machine.memoryGib} GiB, ${machine.kernel}, Node ${machine.node}; ${programs.join(', ')}.`,
    '## In short',
    renderTable(
      ['case', 'scale', ...ROW_TITLES],
      cases.flatMap((one) => one.rows.map((row) => [one.name, one.scale, ...cellsOf(row)])),
    ),
    ...cases.map(renderCase),
    '## The peers',
    PEERS_TEXT,
    '',
  ].join('\n\n');
}

/** A table whose columns line up in the source too; a title that ends with a colon stands to the right. */
export function renderTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const toTheRight = titles.map((title) => title.endsWith(':'));
  const head = titles.map((title) => title.replace(/:$/, ''));
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return toTheRight[column] ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    toTheRight[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** The titles of `cellsOf`. */
export const ROW_TITLES = ['what', 'labctl:', 'against', 'ratio:', 'bar:', 'met'] as const;

/** The cells of a row from `what` on. */
export function cellsOf({ what, labctl, against, ratio, bar, met }: Row): string[] {
  return [
    what,
    renderFigure(labctl),
    against === undefined ? '' : `${against.name}: ${renderFigure(against)}`,
    ratio === undefined ? '' : ratio.toFixed(2),
    bar ?? '',
    met === undefined ? '' : met ? 'yes' : 'NO',
  ];
}

function renderCase({ name, scale, rounds, bundle, about, taken = [], leftOut }: KeptCase): string {
  const tables = taken.length === 0 ? [] : [renderTaken(taken)];
  const missing = leftOut.map((reason) => `Left out: ${reason}.`);
  const how = `Scale \`${scale}\`, counted rounds: ${rounds}, bundle \`${bundle}\`.`;
  return [`## ${name}`, `${about} ${how}`, ...tables, ...missing].join('\n\n');
}

const TAKEN_TITLES = [
  '',
  'wall s:',
  'user s:',
  'sys s:',
  'origin CPU s:',
  'store CPU s:',
  'memory MiB:',
  'disk MiB:',
  'requests:',
  'memory of children MiB',
];

function renderTaken(taken: readonly Taken[]): string {
  return renderTable(
    TAKEN_TITLES,
    taken.map((one) => [
      one.name,
      one.wallSeconds.toFixed(2),
      one.userSeconds.toFixed(2),
      one.sysSeconds.toFixed(2),
      one.originCpuSeconds.toFixed(2),
      one.storeCpuSeconds.toFixed(2),
      (one.peakBytes / MIB).toFixed(0),
      (one.diskBytes / MIB).toFixed(1),
      one.storeRequests === undefined ? '' : String(one.storeRequests),
      // Below this it is a process that had not yet become its program.
      Object.entries(one.childPeakBytes)
        .filter(([, bytes]) => bytes >= MIB)
        .map(([child, bytes]) => `${child} ${(bytes / MIB).toFixed(0)}`)
        .join(', '),
    ]),
  );
}

function renderFigure({ value, unit }: Figure): string {
  switch (unit) {
    case 's':
      return `${value.toFixed(value < 1 ? 3 : 2)} s`;
    case 'bytes':
      return `${(value / MIB).toFixed(1)} MiB`;
    case 'bytes/s':
      return `${(value / 1e6).toFixed(0)} MB/s`;
    case 'yes/no':
      return value === 0 ? 'no' : 'yes';
    default:
      return String(value);
  }
}

const JOB = { key: 'KEY', endpoint: 'ENDPOINT' } as Parameters<(typeof PEERS)[number]['upload']>[0];

const PEERS_TEXT = `Each peer is \`curl | tee >(HASH) | DECODER | tee >(HASH) | UPLOAD\`, without the middle for plain images: it
computes the checksum of what is downloaded and of what is published, as labctl does, though only labctl does so
before anything can be seen in the bucket. All of them send parts of 16 MiB, six at once.

${PEERS.map((peer) => `- ${peer.name}: \`${peer.upload(JOB)}\`, checksums by \`${peer.hasher}\``).join('\n')}

The configuration of aws:

\`\`\`ini
${AWS_CONFIG.trim()}
\`\`\`

Images are generated: 25 % text, 33 % programs, 12 % noise, 30 % zeros. They are compressed by ${Object.entries(
  COMPRESS,
)
  .map(([name, args]) => `\`${name} ${args.join(' ')}\``)
  .join(', ')}. The bare decoders read the file from the page cache and write to /dev/null.`;
