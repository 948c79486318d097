/** The real command-line tools: makers of samples, and the oracles that the decoders are compared with. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { findXz } from '../../../../src/tools/xz.ts';

const MAX_OUTPUT_BYTES = 2 ** 30;

export type Tool = 'xz' | 'gzip' | 'zstd';

/** What each tool refuses, labctl refuses: with the same limit of memory, and without the formats nobody asked for. */
export const TEST_ARGUMENTS: Readonly<Record<Tool, readonly string[]>> = {
  xz: ['-t', '--format=xz', '--memlimit-decompress=512MiB'],
  gzip: ['-t'],
  zstd: ['-t', '-q'],
};

const installed = new Map<string, boolean>();

/** Options for a test that needs these tools: without them it is skipped, and fails where they are required. */
export function needs(...tools: readonly string[]): { skip: string | false } {
  const missing = tools.filter((tool) => !isInstalled(tool));
  const isRequired = process.env['LABCTL_REQUIRE_TOOLS'] === '1';
  return {
    skip: missing.length > 0 && !isRequired ? `not installed: ${missing.join(', ')}` : false,
  };
}

function isInstalled(tool: string): boolean {
  const known = installed.get(tool) ?? spawnSync(tool, ['--version']).error === undefined;
  installed.set(tool, known);
  return known;
}

/** The standard output of a tool that must succeed. */
export function output(tool: string, args: readonly string[], input: Buffer | string): Buffer {
  const { status, stdout, stderr, error } = spawnSync(tool, args, {
    input,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  assert.equal(status, 0, `${tool} ${args.join(' ')}: ${error ?? stderr}`);
  return stdout;
}

/** Whether `xz -t`, `gzip -t` or `zstd -t` find the bytes to be without any fault. */
export function accepts(tool: Tool, bytes: Buffer, args = TEST_ARGUMENTS[tool]): boolean {
  const { status } = spawnSync(tool, args, { input: bytes });
  assert.notEqual(status, null, `${tool} did not run`);
  return status === 0;
}

/** The `xz` of this machine, for tests that have asserted by `needs('xz')` that there is one. */
export async function xzProgram(): Promise<string> {
  const found = await findXz(process.env);
  assert.ok(found.program !== undefined, 'reason' in found ? found.reason : '');
  return found.program;
}
