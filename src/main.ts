#!/usr/bin/env node
/** Arguments → CLI, none on a runner → Action. Nothing else. */
import { watchOutput } from './cli/lost-output.ts';
import { stopOnSignals } from './stop-signals.ts';
import { refuseNode } from './supported-node.ts';

async function main(): Promise<void> {
  // First of all: what follows may fail on an older Node in ways that nobody understands.
  const refusal = refuseNode(process.versions.node);
  if (refusal !== undefined) {
    process.stderr.write(`${refusal}\n`);
    process.exitCode = 2;
    return;
  }
  const stop = stopOnSignals();
  const output = watchOutput(process.stdout, process.stderr);
  const args = process.argv.slice(2);
  const exitCode =
    args.length > 0 || !isOnRunner(process.env)
      ? await (await import(/* webpackMode: "eager" */ './cli/cli.ts')).runCli(args, stop.signal)
      : await (await import('./action/action.ts')).runAction(stop.signal);
  process.exitCode = stop.exitCode(exitCode);
  // A write that fails may tell so only after this.
  process.once('exit', (code) => {
    process.exitCode = output.exitCode(code);
  });
}

/** A runner passes inputs in the environment; a person who types nothing is shown the help instead. */
function isOnRunner(env: NodeJS.ProcessEnv): boolean {
  return (
    env['GITHUB_ACTIONS'] === 'true' || Object.keys(env).some((name) => name.startsWith('INPUT_'))
  );
}

await main();
