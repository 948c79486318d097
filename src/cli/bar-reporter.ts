/** Work in progress on a terminal: a bar a running transfer, with bytes, rate and remaining time. */
import { MultiBar, type SingleBar } from 'cli-progress';
import type { Clock } from '../clock.ts';
import type { Reporter, Task } from '../report.ts';
import { describeBytes } from '../report-format.ts';
import type { Paint } from './colour.ts';

const BAR_CELLS = 24;
const NAME_CELLS = 24;

type Payload = { readonly title: string; readonly phase: string; readonly started: number };

/** A reporter that draws on `stream`; `stop` leaves the terminal as it was found. */
export function createBarReporter(
  stream: NodeJS.WriteStream,
  paint: Paint,
  clock: Clock,
): Reporter & { stop(): void } {
  const bars = new MultiBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    fps: 8,
    gracefulExit: false, // signals are handled in one place, main.ts
    format: (_options, { value, total, progress }, payload: Payload) =>
      drawBar({ value, total, progress, payload, now: clock.now(), paint }),
  });
  const write = (line: string): void => bars.log(`${line}\n`);
  return {
    note: write,
    warn: (message) => write(paint('yellow', `warning: ${message}`)),
    begin: (title) => beginTask({ title, bars, write, paint, clock }),
    stop() {
      bars.update(); // prints the lines that still wait for the next frame
      bars.stop();
    },
  };
}

function beginTask(of: {
  title: string;
  bars: MultiBar;
  write: (line: string) => void;
  paint: Paint;
  clock: Clock;
}): Task {
  const { title, bars, write, paint, clock } = of;
  let bar: SingleBar | undefined;
  return {
    phase(phase, total) {
      const payload: Payload = { title, phase, started: clock.now() };
      if (bar === undefined) bar = bars.create(total ?? 0, 0, payload);
      else bar.start(total ?? 0, 0, payload);
    },
    advance: (bytes) => bar?.increment(bytes),
    note: (message) => write(`${title}: ${message}`),
    warn: (message) => write(paint('yellow', `${title}: warning: ${message}`)),
    output: (line) => write(paint('dim', `${title} | ${line}`)),
    end(summary, failed) {
      write(`${failed ? paint('red', '✗') : paint('green', '✓')} ${title}: ${summary}`);
      if (bar !== undefined) bars.remove(bar);
    },
  };
}

function drawBar(of: {
  value: number;
  total: number;
  progress: number;
  payload: Payload;
  now: number;
  paint: Paint;
}): string {
  const { value, total, progress, payload, now, paint } = of;
  const title = payload.title.slice(0, NAME_CELLS).padEnd(NAME_CELLS);
  const seconds = (now - payload.started) / 1000;
  const rate = seconds > 0.5 ? value / seconds : 0;
  const speed = rate > 0 ? `${describeBytes(rate)}/s` : '';
  if (total === 0) return `${title} ${payload.phase} ${describeBytes(value)} ${speed}`;
  const filled = Math.round(Math.min(1, progress) * BAR_CELLS);
  const bar = `${paint('cyan', '█'.repeat(filled))}${paint('dim', '░'.repeat(BAR_CELLS - filled))}`;
  const left = rate > 0 ? describeSeconds((total - value) / rate) : '';
  const share = `${Math.floor(progress * 100)}%`.padStart(4);
  return `${title} ${bar}${share} ${describeBytes(value)} of ${describeBytes(total)} ${speed} ${left} ${paint('dim', payload.phase)}`;
}

function describeSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  return `${minutes}:${String(whole % 60).padStart(2, '0')} left`;
}
