/** A Reporter that keeps what it is told. */
import type { Reporter } from '../../../src/report/reporter.ts';

export interface SilentReporter extends Reporter {
  /** `title: text` for tasks, the text alone for the run; warnings begin with `warning: `. */
  readonly lines: readonly string[];
}

export function createSilentReporter(): SilentReporter {
  const lines: string[] = [];
  return {
    lines,
    note: (message) => void lines.push(message),
    warn: (message) => void lines.push(`warning: ${message}`),
    begin: (title) => ({
      phase: (name) => void lines.push(`${title}: ${name}`),
      advance: () => {},
      note: (message) => void lines.push(`${title}: ${message}`),
      warn: (message) => void lines.push(`${title}: warning: ${message}`),
      output: (line) => void lines.push(`${title} | ${line}`),
      end: (summary) => void lines.push(`${title}: ${summary}`),
    }),
  };
}
