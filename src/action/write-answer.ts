/** Hands the answer of a step to the runner: outputs and summary. What cannot be written is told, and hides nothing else. */
import { appendFile, stat } from 'node:fs/promises';
import * as core from '@actions/core';
import { describeCause, LabctlError } from '../base/errors.ts';
import { fitOutputs } from './fit-outputs.ts';
import type { Summary } from './job-summary.ts';
import type { OutputName } from './outputs.ts';
import { MAX_SUMMARY_BYTES, summaryHtml } from './summary-html.ts';

/** Sets the outputs that GitHub takes; answers why it did not set the others. */
export function writeOutputs(all: Partial<Record<OutputName, string>>): LabctlError[] {
  const { outputs, cut, errors } = fitOutputs(all);
  if (cut !== undefined) core.warning(cut);
  try {
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
    return [...errors];
  } catch (cause) {
    return [...errors, unwritten('the outputs', 'GITHUB_OUTPUT', cause)];
  }
}

/** Appends the summary to the file of the runner; answers why it could not. */
export async function writeSummary(
  summary: Summary | undefined,
  path: string | undefined,
): Promise<LabctlError[]> {
  if (summary === undefined || !path) return [];
  try {
    const { size } = await stat(path);
    await appendFile(path, summaryHtml(summary, MAX_SUMMARY_BYTES - size));
    return [];
  } catch (cause) {
    return [unwritten('the summary', 'GITHUB_STEP_SUMMARY', cause)];
  }
}

function unwritten(what: string, variable: string, cause: unknown): LabctlError {
  const message = `${what} of the step cannot be written to the file that ${variable} names: ${describeCause(cause)}`;
  return new LabctlError('OUTPUT_FAILED', message, { cause });
}
