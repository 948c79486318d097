/** Work in progress as plain lines, for logs and pipes: one line an event, a sign of life now and then. */
import type { Clock } from '../base/clock.ts';
import { createProgress } from '../report/progress.ts';
import type { Reporter, Task } from '../report/reporter.ts';

/** A transfer that says nothing for longer looks hung. */
const SIGN_OF_LIFE_MS = 15_000;

/** `write` gets whole lines without their line end. */
export function createLineReporter(write: (line: string) => void, clock: Clock): Reporter {
  return {
    note: write,
    warn: (message) => write(`warning: ${message}`),
    begin: (title) => beginTask(title, write, clock),
  };
}

function beginTask(title: string, write: (line: string) => void, clock: Clock): Task {
  const progress = createProgress(clock, SIGN_OF_LIFE_MS);
  return {
    phase: (name, total) => write(`${title}: ${progress.phase(name, total)}`),
    advance(bytes) {
      const line = progress.advance(bytes);
      if (line !== undefined) write(`${title}: ${line}`);
    },
    note: (message) => write(`${title}: ${message}`),
    warn: (message) => write(`${title}: warning: ${message}`),
    output: (line) => write(`${title} | ${line}`),
    end: (summary, failed) => write(`${title}: ${failed ? 'failed: ' : ''}${summary}`),
  };
}
