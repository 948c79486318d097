/** An xz program that is missing, fails, hangs or lies. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { xzProgram } from '../../unit/stream/decode/cli.ts';
import { sha256 } from '../e2e/lab.ts';
import { xz } from './compressed-files.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import { PACKED, RAW } from './images.ts';

const MIB = 2 ** 20;
/** An environment without any xz. */
export const NO_XZ = { PATH: '/nowhere' };

export const XZ_PROGRAM_ROWS: readonly FaultRow[] = [
  {
    row: 24,
    fault: 'The xz program is missing, is killed, hangs, or gives other bytes',
    labctl:
      'Without one it uses its own decoder; one that fails is named with its signal or exit code.',
    needs: ['xz', 's3'],
    cases: {
      async 'without xz its own decoder does the work'(lab) {
        await lab.offer('talos', xz(RAW), { decompress: 'xz', raw: RAW });
        expectSuccess(await lab.sync([], { env: NO_XZ }));
        await lab.expectPublished('talos');
      },
      async 'an xz that goes away after it was found is named'(lab) {
        await offerXz(lab);
        const env = await fakeXz(lab, { version: 'rm "$0"', decode: 'exit 1' });
        const says = ['cannot start', 'bin/xz', 'ENOENT'];
        expectFailures(await lab.sync([], { env }), { talos: { code: 'DECODE_FAILED', says } });
        await lab.expectNothingLeft();
      },
      'an xz that is killed at once is named with its signal': failsWith(
        'kill -9 $$',
        'xz was killed by SIGKILL',
      ),
      'an xz of which a shell says 137 is named with its exit code': failsWith(
        'exit 137',
        'xz ended with exit code 137',
      ),
      'an xz that ends well but gives nothing is no success': failsWith(
        'exit 0',
        'xz ended before it had read the whole file',
      ),
      async 'an xz that is killed amid an upload takes the upload along'(lab) {
        const { proxy } = await lab.useBucket();
        await offerXz(lab);
        const decode = `head -c ${40 * MIB} /dev/zero; kill -9 $$`;
        const run = await lab.sync([], { env: await fakeXz(lab, { decode }) });
        const says = ['xz was killed by SIGKILL'];
        expectFailures(run, { talos: { code: 'DECODE_FAILED', says } });
        assert.equal(proxy.count('CreateMultipartUpload'), 1);
        assert.equal(proxy.count('CompleteMultipartUpload'), 0);
        await lab.expectNothingLeft();
      },
      async 'an xz that gives other bytes publishes nothing'(lab) {
        await offerXz(lab);
        const env = await fakeXz(lab, { decode: 'cat >/dev/null; echo hello' });
        const says = [`got ${sha256('hello\n')}`, `want ${sha256(RAW)}`];
        expectFailures(await lab.sync([], { env }), { talos: { code: 'CHECKSUM_MISMATCH', says } });
        await lab.expectNothingLeft();
      },
      async 'an xz that hangs is killed, and the other images go on'(lab) {
        await offerXz(lab);
        await lab.offer('vyos', PACKED, { decompress: 'gzip', raw: RAW });
        for (const before of ['', 'head -c 100000 /dev/zero; cat >/dev/null; ']) {
          const { PATH } = await fakeXz(lab, { decode: `${before}exec sleep 1000` });
          const program = join(PATH.split(':')[0] ?? '', 'xz');
          const run = await lab.syncHere({ xzProgram: program, xzSilenceMs: 400, force: true });
          const says = ['xz neither took nor gave a byte for 0.4 s'];
          expectFailures(run, { talos: { code: 'DECODE_FAILED', says } });
          await lab.expectPublished('vyos');
        }
      },
      async 'a run that is stopped while xz hangs leaves neither xz nor files'(lab) {
        await offerXz(lab);
        const hangs = join(lab.folder, 'hangs');
        const env = await fakeXz(lab, { decode: `: >"${hangs}"; exec sleep 1000` });
        const run = await lab.sync([], {
          env,
          started(child) {
            const watch = setInterval(() => {
              if (!existsSync(hangs)) return;
              clearInterval(watch);
              child.kill('SIGTERM');
            }, 20);
            child.once('exit', () => clearInterval(watch));
          },
        });
        assert.equal(run.code, 143, run.log);
        assert.deepEqual(
          run.images.map(({ outcome }) => outcome),
          ['cancelled'],
        );
        await lab.expectNothingLeft();
      },
    },
  },
];

async function offerXz(lab: FaultLab): Promise<void> {
  await lab.offer('talos', xz(RAW), { decompress: 'xz', raw: RAW });
}

/** An environment whose first `xz` is a shell script that decodes like this; it tells the version of the real one. */
async function fakeXz(
  lab: FaultLab,
  { decode, version = ':' }: { readonly decode: string; readonly version?: string },
): Promise<{ readonly PATH: string; readonly HOME: string }> {
  const bin = join(lab.folder, 'bin');
  const program = join(bin, 'xz');
  const real = await xzProgram();
  await mkdir(bin, { recursive: true });
  const tellVersion = `if [ "$1" = --robot ]; then ${version}; exec "${real}" "$@"; fi`;
  await writeFile(program, `#!/bin/sh\n${tellVersion}\n${decode}\n`);
  await chmod(program, 0o755);
  // In the home of the user: programs of a checkout are not run.
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: lab.folder };
}

function failsWith(decode: string, says: string): FaultCase {
  return async (lab) => {
    await offerXz(lab);
    const run = await lab.sync([], { env: await fakeXz(lab, { decode }) });
    expectFailures(run, { talos: { code: 'DECODE_FAILED', says: [says] } });
    await lab.expectNothingLeft();
  };
}
