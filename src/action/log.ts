/** Lines of the log of a runner, which takes some of what a step prints for orders. */
import { randomUUID } from 'node:crypto';
import * as core from '@actions/core';

/**
 * Prints a line as it is, also one that holds a command. A runner looks for `::command::` at the beginning of a line
 * and for `##[command]` anywhere in it; between `stop-commands` and a token that nobody can guess it looks for nothing:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function say(line: string): void {
  core.info(/^\s*::|##\[/m.test(line) ? withoutCommands(line) : line);
}

/** Prints what a program said that is not ours. */
export function quote(line: string): void {
  core.info(withoutCommands(line));
}

function withoutCommands(line: string): string {
  const token = randomUUID();
  return `::stop-commands::${token}\n${line}\n::${token}::`;
}
