/** Packer fails, hangs, lies about what it has built, shouts, or leaves something running. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { imageKey } from '../../../src/images/catalog/metadata/metadata.ts';
import { TEMPLATE, TOOLS } from '../../unit/packer/packer-lab.ts';
import { sha256 } from '../e2e/lab.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess, type Failure, type FaultRun } from './fault-run.ts';
import { IMAGE } from './images.ts';
import { whenThere } from './when-there.ts';

const PATH = `${TOOLS}:${process.env['PATH']}`;
const GATEWAY = 'vyos/gateway.raw';
const TALOS = 'talos/talos.iso';
const ARTIFACT = 'output/image.raw';
const SECRET = 'AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ';

export const PACKER_ROWS: readonly FaultRow[] = [
  {
    row: 48,
    fault:
      'Packer fails, hangs, leaves no artifact or leads out of its folder, prints commands or secrets, leaves something running',
    labctl:
      'Fails that image alone with the folder and the reason, ends all that the build has started, and keeps the keys from it.',
    needs: ['packer', 'git'],
    cases: {
      'a build that fails': fails(provisioned('exit 3'), 'exit code 1'),
      'a build that leaves no artifact': fails(TEMPLATE, 'left no file', 'output/other.raw'),
      'an empty artifact': fails(TEMPLATE.replace('"built"', '""'), 'is an empty file'),
      'an artifact that is a link out of the folder': fails(
        provisioned('ln -sf ../../outside.txt output/link.raw'),
        "leads out of the template's folder",
        'output/link.raw',
      ),
      async 'of several artifacts the named one is published alone'(lab) {
        const second = TEMPLATE.replaceAll('"image"', '"second"')
          .replace('file.image', 'file.second')
          .replace('image.raw', 'second.raw')
          .replace(/variable "content" \{[^}]*\}/, '');
        const run = await build(lab, `${TEMPLATE}${second}`);
        expectSuccess(run);
        assert.ok(existsSync(join(lab.folder, 'vyos/output/second.raw')), run.log);
        await expectBoth(lab);
      },
      async 'a build that hangs ends with the run, and all that it has started'(lab) {
        const started = join(lab.folder, 'started');
        const run = await build(lab, provisioned(`: > ${started}`, 'sleep 600'), {
          started: (child) => void whenThere(started).then(() => child.kill('SIGTERM')),
        });
        assert.equal(run.code, 143, run.log);
        const gateway = run.images.find(({ name }) => name === 'gateway');
        assert.equal(gateway?.outcome, 'cancelled', run.log);
        const { processes, temporaryFiles, objects } = await lab.left();
        assert.deepEqual([processes, temporaryFiles], [[], []]);
        assert.ok(!objects.includes(GATEWAY));
      },
      async 'what a build leaves running is ended with it'(lab) {
        const pid = join(lab.folder, 'pid');
        expectSuccess(
          await build(lab, provisioned(`sleep 600 >/dev/null 2>&1 & echo $! > ${pid}`)),
        );
        assert.match(await readFile(pid, 'utf8'), /^\d+\n$/);
        await expectBoth(lab);
      },
      async 'a build that prints its environment shows no key'(lab) {
        const env = { SOPS_AGE_KEY: SECRET, E2_SECRET_KEY: SECRET, PKR_VAR_mine: 'shown' };
        const run = await build(lab, provisioned('env'), { env });
        expectSuccess(run);
        assert.match(run.log, /PKR_VAR_mine=shown/);
        assert.ok(!run.log.includes(SECRET), run.log);
        await expectBoth(lab);
      },
    },
    shownBy: [
      'lets no provisioner give orders to the runner',
      'does not wait for what the build has left in a session of its own',
      'refuses QEMU at once where there is no KVM, unless it is to emulate',
    ],
  },
];

/** The template with a provisioner that runs these lines on this machine. */
function provisioned(...lines: readonly string[]): string {
  const shell = `provisioner "shell-local" {\n    inline = ${JSON.stringify(lines)}\n  }`;
  return TEMPLATE.replace(/(sources = .*\n)/, `$1  ${shell}\n`);
}

type More = Parameters<FaultLab['sync']>[1] & { readonly artifact?: string };

/** A sync of one image that is built and one that is downloaded. */
async function build(lab: FaultLab, template: string, more: More = {}): Promise<FaultRun> {
  const { artifact = ARTIFACT, env, ...options } = more;
  await lab.offer('talos', IMAGE);
  const manifestPath = join(lab.folder, 'images.yaml');
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8'));
  const source = { type: 'packer', path: 'vyos', artifact };
  manifest.spec.images.push({ name: 'gateway', source, destination: GATEWAY });
  await writeFile(manifestPath, JSON.stringify(manifest));
  execFileSync('git', ['init', '-q', lab.folder]);
  await mkdir(join(lab.folder, 'vyos'));
  await writeFile(join(lab.folder, 'outside.txt'), 'not an image');
  await writeFile(join(lab.folder, 'vyos/image.pkr.hcl'), template);
  return lab.sync([], { env: { PATH, HOME: lab.folder, ...env }, ...options });
}

/** The image fails with these words, and the other one is published. */
function fails(template: string, says: string, artifact = ARTIFACT): FaultCase {
  return async (lab) => {
    const failure: Failure = { code: 'BUILD_FAILED', says: [says, 'vyos'] };
    expectFailures(await build(lab, template, { artifact }), { gateway: failure });
    await lab.expectPublished('talos');
  };
}

async function expectBoth(lab: FaultLab): Promise<void> {
  await lab.expectOnly({ objects: [TALOS, GATEWAY], metadata: [TALOS, GATEWAY] });
  const found = await lab.store().get(imageKey(GATEWAY), new AbortController().signal);
  assert.ok(found !== undefined);
  assert.equal(sha256(await buffer(found.body)), sha256('built'));
}
