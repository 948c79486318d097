/** A part of the suites once more with the bundle on the oldest Node that it supports; `npm run test-nodes` runs all. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installedNode, TEST_NODES } from '../../../scripts/test-nodes.ts';
import { DISK_ROWS } from '../faults/disk-rows.ts';
import { testRows } from '../faults/fault-row.ts';
import { WRITTEN_DISK_ROWS } from '../faults/written-disk-rows.ts';

const DEMO = fileURLToPath(new URL('../../../scripts/demo.ts', import.meta.url));
const node = installedNode(TEST_NODES.lowest);

if (node === undefined) {
  const isRequired = process.env['LABCTL_REQUIRE_TOOLS'] === '1';
  const missing = `Node ${TEST_NODES.lowest} is not in .cache/ (scripts/prepare-tests.ts)`;
  test('the lowest Node is there', { skip: isRequired ? false : missing }, () => {
    assert.fail(missing);
  });
} else {
  // Of this process, which the runner has started for this file alone.
  process.env['LABCTL_NODE'] = node;
  testRows([...DISK_ROWS, ...WRITTEN_DISK_ROWS]);

  test('the demo runs from end to end', () => {
    const ran = spawnSync(process.execPath, [DEMO], { encoding: 'utf8', timeout: 300_000 });
    assert.equal(ran.status, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /requests that the origin saw meanwhile: 0/);
  });
}
