import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startOrigin } from '../../support/servers/origin.ts';

const SCRIPT = join(import.meta.dirname, '../../..', 'scripts', 'refresh-tools.ts');
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

describe('the script that refreshes the table of tools', () => {
  it('writes the digests of the vendors’ checksum files', async () => {
    const line = (digit: number, file: string) => `${String(digit).repeat(64)}  ${file}`;
    const sops = ['linux.amd64', 'linux.arm64', 'darwin.amd64', 'darwin.arm64'];
    const packer = ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64'];
    const origin = await startOrigin({
      files: {
        '/v9.9.9/sops-v9.9.9.checksums.txt': sops
          .map((name, index) => line(index, `sops-v9.9.9.${name}`))
          .join('\n'),
        '/8.8.8/packer_8.8.8_SHA256SUMS': packer
          .map((name, index) => line(index + 4, `packer_8.8.8_${name}.zip`))
          .join('\n'),
      },
    });
    const folder = await mkdtemp(join(tmpdir(), 'labctl-refresh-'));
    try {
      const output = join(folder, 'table.json');
      const args = ['--base-url', origin.origin, '--output', output, 'sops=9.9.9', 'packer=8.8.8'];
      const child = spawn(process.execPath, [SCRIPT, ...args], {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: origin.caFile },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      assert.deepEqual(await once(child, 'exit'), [0, null]);
      const table = JSON.parse(await readFile(output, 'utf8'));
      const digests = (first: number) =>
        Object.fromEntries(PLATFORMS.map((name, index) => [name, `${first + index}`.repeat(64)]));
      assert.deepEqual(table, {
        sops: { version: '9.9.9', sha256: digests(0) },
        packer: { version: '8.8.8', sha256: digests(4) },
      });
    } finally {
      await rm(folder, { recursive: true });
      await origin.close();
    }
  });
});
