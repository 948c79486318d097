#!/usr/bin/env node
/** Arguments → CLI, none on a runner → Action. Nothing else but the signals, which stop either. */
import { LabctlError } from './errors.ts';

// 128 + the signal's number, as shells report it.
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

async function main(): Promise<void> {
  const stop = new AbortController();
  let stoppedBy: keyof typeof EXIT_CODES | undefined;
  for (const name of Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[]) {
    process.on(name, () => {
      if (stoppedBy !== undefined) process.exit(EXIT_CODES[name]); // asked twice: at once
      stoppedBy = name;
      stop.abort(new LabctlError('CANCELLED', `stopped by ${name}`));
    });
  }
  // `labctl … | head` closes the pipe: nobody reads on, but what is under way is still brought to its end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const args = process.argv.slice(2);
  const exitCode =
    args.length > 0 || !isOnRunner(process.env)
      ? await (await import(/* webpackMode: "eager" */ './cli/cli.ts')).runCli(args, stop.signal)
      : await (await import('./action/action.ts')).runAction(stop.signal);
  process.exitCode = stoppedBy === undefined ? exitCode : EXIT_CODES[stoppedBy];
}

/** A runner passes inputs in the environment; a person who types nothing is shown the help instead. */
function isOnRunner(env: NodeJS.ProcessEnv): boolean {
  return (
    env['GITHUB_ACTIONS'] === 'true' || Object.keys(env).some((name) => name.startsWith('INPUT_'))
  );
}

await main();
