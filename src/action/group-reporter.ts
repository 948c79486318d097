/** Work in progress in a runner's log: the lines of one image stand together in one group. */
import * as core from '@actions/core';
import type { Clock } from '../base/clock.ts';
import { createProgress } from '../report/progress.ts';
import type { Reporter, Task } from '../report/reporter.ts';
import { quote, say } from './log.ts';

/** A step that prints nothing for longer looks hung. */
const SIGN_OF_LIFE_MS = 30_000;

/**
 * Images are worked on side by side, so an image's lines are kept until it is done and printed as one group;
 * until then a line now and then shows that it moves.
 */
export function createGroupReporter(clock: Clock): Reporter {
  return {
    note: say,
    warn: (message) => core.warning(message),
    begin: (title) => beginTask(title, clock),
  };
}

function beginTask(title: string, clock: Clock): Task {
  const lines: string[] = [];
  const progress = createProgress(clock, SIGN_OF_LIFE_MS);
  return {
    phase: (name, total) => void lines.push(progress.phase(name, total)),
    advance(bytes) {
      const line = progress.advance(bytes);
      if (line !== undefined) say(`${title}: ${line}`);
    },
    note: (message) => void lines.push(message),
    warn(message) {
      lines.push(`warning: ${message}`);
      core.warning(`${title}: ${message}`);
    },
    output: (line) => quote(`${title} | ${line}`),
    end(summary, failed) {
      core.startGroup(`${failed ? '✗' : '✓'} ${title}: ${summary}`);
      for (const line of lines) say(line);
      core.endGroup();
    },
  };
}
