/** Asks the tool of a format about many files: one shell runs it on each, since Node starts processes far slower. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_ARGUMENTS, type Tool } from './cli.ts';

// A tool names no file on its standard input, so that what the file is called cannot matter.
const LOOP = `
tool=$1; shift
for file in in-*; do
  if "$tool" "$@" < "$file" 2> /dev/null; then
    "$tool" -dc < "$file" > "out-\${file#in-}" || exit 1
  fi
done`;

/** For each file what the tool decodes it to, `undefined` where it refuses it. */
export function judge(tool: Tool, files: readonly Buffer[]): (Buffer | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), 'labctl-oracle-'));
  try {
    for (const [index, bytes] of files.entries()) writeFileSync(join(folder, `in-${index}`), bytes);
    const args = ['-c', LOOP, 'sh', tool, ...TEST_ARGUMENTS[tool]];
    const { status, stderr, error } = spawnSync('sh', args, { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, `${tool}: ${error ?? stderr}`);
    return files.map((_, index) => {
      const path = join(folder, `out-${index}`);
      return existsSync(path) ? readFileSync(path) : undefined;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
