/** One line of progress, made to fit the terminal: what matters least is left out first. */
import { describeBytes } from '../report/report-format.ts';
import type { Paint } from './colour.ts';

const BAR_CELLS = { least: 8, most: 24 };
const NAME_CELLS = { least: 10, most: 24 };

export type Transfer = {
  readonly title: string;
  readonly phase: string;
  /** Bytes. */
  readonly moved: number;
  /** Bytes; 0 if that is unknown. */
  readonly total: number;
  readonly seconds: number;
};

/** A bar with bytes, rate and remaining time, in less than `columns` cells. */
export function transferLine(transfer: Transfer, columns: number, paint: Paint): string {
  const { title, phase, moved, total, seconds } = transfer;
  const rate = seconds > 0.5 ? moved / seconds : 0;
  const speed = rate > 0 ? `${describeBytes(rate)}/s` : '';
  const amount = describeBytes(moved);
  if (total === 0) {
    const [words = ''] = fitting([[phase, amount, speed], [amount, speed], [amount]], columns);
    return `${shorten(title, nameCells(columns, words.length))} ${words}`;
  }
  const share = Math.min(1, moved / total);
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  const left = rate > 0 ? `${clock((total - moved) / rate)} left` : '';
  const whole = `${amount} of ${describeBytes(total)}`;
  const choices = [
    [whole, speed, left, phase],
    [whole, speed, left],
    [amount, speed, left],
  ];
  const room = columns - BAR_CELLS.least - percent.length - 1;
  const [words = '', isPhaseShown] = fitting([...choices, [speed, left], [left]], room);

  const around = percent.length + 1 + words.length;
  const name = nameCells(columns - BAR_CELLS.least, around);
  const cells = Math.max(0, Math.min(BAR_CELLS.most, columns - name - around - 2));
  const filled = Math.round(share * cells);
  const bar = `${paint('cyan', '█'.repeat(filled))}${paint('dim', '░'.repeat(cells - filled))}`;
  const shown = isPhaseShown ? `${words.slice(0, -phase.length)}${paint('dim', phase)}` : words;
  return `${shorten(title, name)} ${bar}${percent} ${shown}`;
}

export type Totals = {
  readonly begun: number;
  readonly done: number;
  readonly failed: number;
  /** Bytes of all transfers. */
  readonly moved: number;
  readonly seconds: number;
};

/** The run as a whole, in less than `columns` cells. */
export function totalsLine(
  { begun, done, failed, moved, seconds }: Totals,
  columns: number,
): string {
  const underWay = begun - done - failed;
  const counts = [
    `${done} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${underWay} under way`,
  ];
  const count = counts.join(', ');
  const rate = seconds > 0.5 && moved > 0 ? `${describeBytes(moved / seconds)}/s` : '';
  const amount = moved > 0 ? describeBytes(moved) : '';
  const choices = [[count, amount, rate, clock(seconds)], [count, rate, clock(seconds)], [count]];
  const lines = choices.map((parts) => parts.filter((part) => part !== '').join(' · '));
  return (lines.find((line) => line.length < columns) ?? count).slice(0, columns - 1);
}

/** A text in lines of at most so many cells, broken between words where there are any; a line break in it stays one. */
export function brokenLines(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => {
    const lines: string[] = [];
    let rest = line;
    while (rest.length > columns) {
      const blank = rest.lastIndexOf(' ', columns);
      const end = blank > columns / 2 ? blank : columns;
      lines.push(rest.slice(0, end));
      rest = rest.slice(end).trimStart();
    }
    return [...lines, rest];
  });
}

/** The first of `choices` that leaves room for a name, and whether it is the very first. */
function fitting(choices: readonly string[][], columns: number): [string, boolean] {
  const lines = choices.map((parts) => parts.filter((part) => part !== '').join(' '));
  const at = lines.findIndex((line) => NAME_CELLS.least + 1 + line.length < columns);
  return [lines[at] ?? '', at === 0];
}

function nameCells(columns: number, taken: number): number {
  const free = columns - taken - 2;
  return Math.max(1, Math.min(NAME_CELLS.most, free));
}

/** Exactly so many cells; cut in its middle, since names often differ at their end. */
function shorten(name: string, cells: number): string {
  if (name.length <= cells) return name.padEnd(cells);
  const tail = Math.floor((cells - 1) / 2);
  return `${name.slice(0, cells - 1 - tail)}…${tail > 0 ? name.slice(-tail) : ''}`;
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor((whole % 3_600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours === 0
    ? `${minutes}:${rest}`
    : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}
