/** Work in progress on a terminal: a bar for each running transfer, and a line for the whole run. */
import { MultiBar, type SingleBar } from 'cli-progress';
import type { Clock } from '../base/clock.ts';
import type { Reporter, Task } from '../report/reporter.ts';
import { brokenLines, type Totals, totalsLine, transferLine } from './bar-line.ts';
import type { Paint } from './colour.ts';

const DEFAULT_COLUMNS = 80;

/** Of a bar; the line of the whole run has none. */
type Payload = { readonly task?: { title: string; phase: string; started: number } };

/** A reporter that draws on `stream`; `stop` leaves the terminal as it was found. */
export function createBarReporter(
  stream: NodeJS.WriteStream,
  paint: Paint,
  clock: Clock,
): Reporter & { stop(): void } {
  const started = clock.now();
  const yellow = (line: string) => paint('yellow', line);
  const run = { begun: 0, done: 0, failed: 0, moved: 0 };
  let whole: SingleBar | undefined;
  const bars = new MultiBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    fps: 8,
    gracefulExit: false, // signals are handled in one place, main.ts
    format: (_options, { value, total }, payload: Payload) => draw(value, total, payload),
  });

  function draw(moved: number, total: number, { task }: Payload): string {
    // Asked for each time: a terminal may be made wider or narrower.
    const columns = stream.columns || DEFAULT_COLUMNS;
    if (task === undefined) return paint('dim', totalsLine(totals(), columns));
    const seconds = (clock.now() - task.started) / 1000;
    return transferLine({ ...task, moved, total, seconds }, columns, paint);
  }

  function totals(): Totals {
    return { ...run, seconds: (clock.now() - started) / 1000 };
  }

  /** One image needs no line of totals; of several it is the last line. */
  function drawWholeLast(): void {
    if (run.begun < 2) return;
    if (whole !== undefined) bars.remove(whole);
    whole = bars.create(0, 0, {} satisfies Payload);
  }

  /** While bars are drawn the terminal does not break lines, so that the rest of a long one would be lost. */
  function write(text: string, dress: (line: string) => string = (line) => line): void {
    for (const line of brokenLines(text, stream.columns || DEFAULT_COLUMNS)) {
      bars.log(`${dress(line)}\n`);
    }
  }

  function begin(title: string): Task {
    let bar: SingleBar | undefined;
    run.begun += 1;
    return {
      phase(phase, total) {
        const payload: Payload = { task: { title, phase, started: clock.now() } };
        if (bar !== undefined) return bar.start(total ?? 0, 0, payload);
        bar = bars.create(total ?? 0, 0, payload);
        drawWholeLast();
      },
      advance(bytes) {
        run.moved += bytes;
        bar?.increment(bytes);
      },
      note: (message) => write(`${title}: ${message}`),
      warn: (message) => write(`${title}: warning: ${message}`, yellow),
      output: (line) => write(`${title} | ${line}`, (text) => paint('dim', text)),
      end(summary, failed) {
        run[failed ? 'failed' : 'done'] += 1;
        const mark = failed ? paint('red', '✗') : paint('green', '✓');
        write(`${failed ? '✗' : '✓'} ${title}: ${summary}`, (line) => line.replace(/^[✗✓]/, mark));
        if (bar !== undefined) bars.remove(bar);
      },
    };
  }

  return {
    note: (message) => write(message),
    warn: (message) => write(`warning: ${message}`, yellow),
    begin,
    stop() {
      bars.update(); // prints the lines that still wait for the next frame
      bars.stop();
    },
  };
}
