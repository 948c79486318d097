/** The Action's face: inputs in, log groups and annotations, outputs and a job summary out. */
import { posix } from 'node:path';
import * as core from '@actions/core';
import { systemClock } from '../base/clock.ts';
import { ERROR_CODES, type Finding, LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';
import { SECRET_VARIABLES } from '../credentials/environment.ts';
import { ageSecretsOf } from '../credentials/sops/sops-key.ts';
import {
  exitCodeOf,
  failuresOf,
  type ListReport,
  type Report,
  type SyncReport,
} from '../images/report.ts';
import { run } from '../images/wire/run.ts';
import { presentError } from '../report/present-error.ts';
import { describeBytes } from '../report/report-format.ts';
import { createGroupReporter } from './group-reporter.ts';
import { readInputs } from './inputs.ts';
import { summaryOf, summaryOfFindings } from './job-summary.ts';
import { say } from './log.ts';
import { outputsOf } from './outputs.ts';
import { totalsOf } from './totals.ts';
import { writeOutputs, writeSummary } from './write-answer.ts';

/** Runs the Action once and answers its exit code. Never throws. */
export async function runAction(signal: AbortSignal): Promise<number> {
  maskSecrets();
  try {
    const request = readInputs(core.getInput);
    const reporter = createGroupReporter(systemClock);
    const report = await run(request, {
      env: process.env,
      cwd: process.cwd(),
      clock: systemClock,
      reporter,
      mask,
      toolCache: 'runner',
      signal,
    });
    showReport(report);
    const wantsSummary = request.verb !== 'sync' || request.summary;
    const unwritten = [
      ...writeOutputs(outputsOf(report)),
      ...(wantsSummary ? await writeSummary(summaryOf(report), summaryFile()) : []),
    ];
    for (const error of unwritten) showError(error);
    return exitCodeOf(report) || (unwritten.length > 0 ? 1 : 0);
  } catch (error) {
    return await fail(error);
  }
}

/** Shows why there is no report; what is wrong with the manifest stands in the summary, too. */
async function fail(error: unknown): Promise<number> {
  showError(error);
  if (!(error instanceof LabctlError)) return ERROR_CODES.INTERNAL.exitCode;
  if (error.findings.length > 0 && core.getInput('no-summary') !== 'true') {
    const unwritten = await writeSummary(summaryOfFindings(error.findings), summaryFile());
    for (const other of unwritten) showError(other);
  }
  return ERROR_CODES[error.code].exitCode;
}

function summaryFile(): string | undefined {
  return process.env['GITHUB_STEP_SUMMARY'];
}

/** Before anything can log. */
function maskSecrets(): void {
  for (const name of SECRET_VARIABLES) mask(process.env[name]?.trim() ?? '');
  for (const keys of [core.getInput('sops-age-key'), process.env['SOPS_AGE_KEY'] ?? '']) {
    ageSecretsOf(keys).forEach(mask);
  }
  mask(core.getInput('token'));
}

/** Outside a runner the command itself would print the secret. */
function mask(secret: string): void {
  if (secret !== '' && process.env['GITHUB_ACTIONS'] === 'true') core.setSecret(secret);
}

/** What failed comes before anything that may fail itself. */
function showReport(report: Report): void {
  if (report.verb === 'validate') report.findings.forEach(annotate);
  if (report.verb === 'sync') showEdits(report);
  for (const [name, error] of failuresOf(report)) showError(error, name);
  if (report.verb === 'list') logImages(report);
  const totals = totalsOf(report);
  if (totals !== undefined) say(totals);
}

function logImages({ store, images }: ListReport): void {
  core.startGroup(printable(`Images in ${store}`));
  for (const { destination, name, size, state, reason } of images) {
    const why = reason === '' ? '' : `: ${reason}`;
    say(printable(`${destination}  ${name}  ${describeBytes(size)}  ${state}${why}`));
  }
  core.endGroup();
}

/** Each changed line as a diff shows it. */
function showEdits({ update, dryRun }: SyncReport): void {
  if (update === undefined || update.error !== undefined) return;
  for (const { path, line, old, new: now } of update.changes) {
    say(`${path}:${line} ${dryRun ? 'would change' : 'changes'}:`);
    say(`- ${printable(old)}`);
    say(`+ ${printable(now)}`);
  }
}

function annotate({ severity, message, place }: Finding): void {
  // GitHub knows the files of a repository without a leading ./.
  const file = posix.normalize(place.file);
  const at = { file, startLine: place.line, startColumn: place.column };
  if (severity === 'error') core.error(message, at);
  else core.warning(message, at);
}

function showError(error: unknown, name?: string): void {
  const { headline, remedy, causes, stack } = presentError(error);
  if (error instanceof LabctlError) error.findings.forEach(annotate);
  const text = name === undefined ? headline : `${name}: ${headline}`;
  const at = error instanceof LabctlError ? error.at : undefined;
  if (at === undefined) core.error(text);
  else annotate({ severity: 'error', message: `${text} (${at.field})`, place: at });
  for (const cause of causes) say(`because: ${cause}`);
  if (remedy !== undefined) say(remedy);
  core.debug(stack);
}
