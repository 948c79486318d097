/** `npm run test-nodes`: faults, end-to-end tests and demo with the bundle on the lowest and the highest Node. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installedNode, TEST_NODES } from './test-nodes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DEMO = fileURLToPath(new URL('demo.ts', import.meta.url));
const SUITES = globSync('__tests__/system/{e2e,faults}/*.test.ts', { cwd: ROOT });

// The highest is the one of node_modules, which runs this.
const nodes = { [TEST_NODES.lowest]: installedNode(TEST_NODES.lowest), highest: process.execPath };

for (const [name, node] of Object.entries(nodes)) {
  if (node === undefined) fail(`Node ${name} is not in .cache/: run scripts/prepare-tests.ts`);
  for (const args of [['--test', '--test-concurrency=2', ...SUITES], [DEMO]]) {
    const env = { ...process.env, LABCTL_NODE: node };
    const { status } = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
    if (status !== 0) fail(`failed on Node ${name}`);
  }
}

function fail(why: string): never {
  process.stderr.write(`test-nodes: ${why}\n`);
  process.exit(1);
}
