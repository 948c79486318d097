/** The job summary as HTML, cut where GitHub would drop all of it. */
import { printable } from '../base/redact.ts';
import type { Summary } from './job-summary.ts';

/** What GitHub takes of a step, in bytes: a file that is larger is dropped as a whole. */
export const MAX_SUMMARY_BYTES = 1024 * 1024;

const MAX_CELL_CHARACTERS = 1_000;

/** At most so many bytes; rows that do not fit are left out, and a sentence says how many. */
export function summaryHtml(summary: Summary, maxBytes: number): string {
  const parts = [`<h3>${escapeHtml(summary.title)}</h3>\n`];
  if (summary.totals !== '') parts.push(`<p>${escapeHtml(summary.totals)}</p>\n`);
  const tables = summary.tables.filter((rows) => rows.length > 1).map(tableOf);
  // Room for what stands around the rows is taken first, so that it is there whatever is left out.
  let room = maxBytes - sizeOf(parts) - sizeOf(tables.flatMap(frameOf));
  for (const { begin, rows, end } of tables) {
    const kept = thatFit(rows, room);
    const missing = rows.length - kept.length;
    room -= sizeOf(kept);
    parts.push(begin, ...kept, end, ...(missing > 0 ? [leftOut(missing)] : []));
  }
  return parts.join('');
}

type Table = { readonly begin: string; readonly rows: readonly string[]; readonly end: string };

function tableOf([heading = [], ...rows]: readonly (readonly string[])[]): Table {
  return {
    begin: `<table>${rowHtml(heading, 'th')}`,
    rows: rows.map((cells) => rowHtml(cells, 'td')),
    end: '</table>\n',
  };
}

function frameOf({ begin, rows, end }: Table): string[] {
  return [begin, end, leftOut(rows.length)];
}

function thatFit(lines: readonly string[], maxBytes: number): readonly string[] {
  let bytes = 0;
  const end = lines.findIndex((line) => {
    bytes += Buffer.byteLength(line);
    return bytes > maxBytes;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

function leftOut(rows: number): string {
  return `<p>${rows} more ${rows === 1 ? 'row is' : 'rows are'} left out: GitHub takes 1 MiB of summary. The log has everything.</p>\n`;
}

function rowHtml(cells: readonly string[], tag: 'td' | 'th'): string {
  return `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
}

function escapeHtml(text: string): string {
  return printable(text, MAX_CELL_CHARACTERS)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function sizeOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}
