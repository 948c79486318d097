/** Tables that line up on a terminal. */
import { printable } from '../base/redact.ts';

export type Column<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Numbers stand at the right edge of their column. */
  readonly right?: boolean;
  /** Puts a finished cell into colour, after its width is known. */
  readonly paint?: (text: string, row: Row) => string;
};

/** The table's lines, without trailing blanks and without columns that have nothing to say. */
export function renderTable<Row>(all: readonly Column<Row>[], rows: readonly Row[]): string {
  // Keys of a bucket may be anything; a terminal obeys some characters.
  const safe = all.map((column) => ({
    ...column,
    cell: (row: Row) => printable(column.cell(row)),
  }));
  const columns = safe.filter((column) => rows.some((row) => column.cell(row) !== ''));
  const widths = columns.map((column) =>
    Math.max(column.title.length, ...rows.map((row) => column.cell(row).length)),
  );
  const pad = (text: string, index: number): string => {
    const width = widths[index] ?? 0;
    return columns[index]?.right ? text.padStart(width) : text.padEnd(width);
  };
  const heading = columns.map((column, index) => pad(column.title, index)).join('  ');
  const lines = rows.map((row) =>
    columns
      .map((column, index) => {
        const padded = pad(column.cell(row), index);
        return column.paint?.(padded, row) ?? padded;
      })
      .join('  '),
  );
  return [heading, ...lines].map((line) => line.trimEnd()).join('\n');
}
