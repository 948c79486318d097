/** The terminal's face: arguments in, progress on stderr, the report on stdout, an exit code out. */
import module from 'node:module';
import { isAbsolute, join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { ERROR_CODES, LabctlError } from '../base/errors.ts';
import { VERSION } from '../base/version.ts';
import { exitCodeOf, failuresOf, plain, type Report } from '../images/report.ts';
import { presentError, presentFinding } from '../report/present-error.ts';
import type { Reporter } from '../report/reporter.ts';
import { createBarReporter } from './bar-reporter.ts';
import { paintFor } from './colour.ts';
import { createLineReporter } from './line-reporter.ts';
import { type CommandLine, parseCommandLine } from './program.ts';
import { renderReport } from './render-report.ts';

/** Runs one command line and answers its exit code. Never throws. */
export async function runCli(args: readonly string[], signal: AbortSignal): Promise<number> {
  let debug = args.includes('--debug');
  let json = args.includes('--json');
  try {
    const parsed = parseCommandLine(args, {
      version: VERSION,
      writeOut: (text) => process.stdout.write(text),
      writeError: (text) => process.stderr.write(text),
    });
    if ('exitCode' in parsed) return parsed.exitCode;
    ({ debug, json } = parsed);
    const report = await execute(parsed, signal);
    showReport(report, { json, debug });
    return exitCodeOf(report);
  } catch (error) {
    showError(error, { json, debug });
    return ERROR_CODES[error instanceof LabctlError ? error.code : 'INTERNAL'].exitCode;
  }
}

async function execute({ request }: CommandLine, signal: AbortSignal): Promise<Report> {
  keepCompiledCode(process.env);
  const { run } = await import('../images/wire/run.ts');
  const world = {
    env: process.env,
    cwd: process.cwd(),
    clock: systemClock,
    mask: () => {}, // nothing here prints what it is not told to
    toolCache: 'user',
    signal,
  } as const;
  if (!process.stderr.isTTY || process.env['TERM'] === 'dumb') {
    const reporter = createLineReporter((line) => process.stderr.write(`${line}\n`), systemClock);
    return run(request, { ...world, reporter });
  }
  const bars = createBarReporter(
    process.stderr,
    paintFor(process.stderr, process.env),
    systemClock,
  );
  try {
    return await run(request, { ...world, reporter: bars satisfies Reporter });
  } finally {
    bars.stop();
  }
}

/**
 * What Node compiles of the chunks is kept for the next start, in a folder of the user's own: in Node's default, which
 * all users of a machine share, somebody else could leave code to be run. Where that fails, Node compiles again.
 */
function keepCompiledCode(env: NodeJS.ProcessEnv): void {
  const home = env['XDG_CACHE_HOME'] || (env['HOME'] && join(env['HOME'], '.cache'));
  // A relative XDG_CACHE_HOME is to be ignored, and could be a folder of the checkout.
  if (home && isAbsolute(home) && !env['CI'])
    module.enableCompileCache(join(home, 'labctl', 'compiled'));
}

function showReport(report: Report, { json, debug }: { json: boolean; debug: boolean }): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(plain(report), null, 2)}\n`);
    return;
  }
  const paint = paintFor(process.stdout, process.env);
  process.stdout.write(`${renderReport(report, { paint, now: Date.now() })}\n`);
  for (const [name, error] of failuresOf(report)) showError(error, { name, debug });
}

function showError(
  error: unknown,
  { name, json, debug }: { name?: string; json?: boolean; debug: boolean },
): void {
  const { headline, at, remedy, causes, stack } = presentError(error);
  const code = error instanceof LabctlError ? error.code : 'INTERNAL';
  const findings = error instanceof LabctlError ? error.findings : [];
  if (json) {
    const at = error instanceof LabctlError ? error.at : undefined;
    const document = { error: { code, message: headline, ...(at && { at }) }, findings };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
  const paint = paintFor(process.stderr, process.env);
  const lines = [
    ...findings.map(presentFinding),
    `${paint('red', 'error:')} ${name === undefined ? '' : `${name}: `}${headline} ${paint('dim', `[${code}]`)}`,
    ...(at === undefined ? [] : [`  ${at}`]),
    ...causes.map((cause) => `  because: ${cause}`),
    ...(remedy === undefined ? [] : [paint('dim', `  ${remedy}`)]),
    ...(debug ? [stack] : []),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}
