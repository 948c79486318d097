/** A runner that does not take what a step has to say: files that cannot be written, and more than GitHub takes. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labctl, type Ran } from '../e2e/labctl.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultRow } from './fault-row.ts';
import { IMAGE } from './images.ts';

export const RUNNER_ROWS: readonly FaultRow[] = [
  {
    row: 72,
    fault: 'The files of the runner for outputs and summary cannot be written',
    labctl:
      'Works on all images, reports what failed of them first, and fails the step for the file, which it names.',
    cases: {
      async 'a good run fails for its outputs alone'(lab) {
        await lab.offer('plain', IMAGE);
        const ran = await runAction(lab, { GITHUB_OUTPUT: join(lab.folder, 'missing/output') });
        assert.equal(ran.code, 1, ran.stdout);
        assert.match(ran.stdout, /^::error::the outputs .* GITHUB_OUTPUT names: /m);
        assert.match(await readFile(join(lab.folder, 'summary'), 'utf8'), /<td>uploaded<\/td>/);
        await lab.expectPublished('plain');
      },
      async 'an image that failed is told first, and the others are in place'(lab) {
        await lab.offer('bad', IMAGE, { checksum: `sha256:${'2'.repeat(64)}` });
        await lab.offer('plain', IMAGE);
        const ran = await runAction(lab, {
          GITHUB_OUTPUT: join(lab.folder, 'missing/output'),
          GITHUB_STEP_SUMMARY: lab.folder,
        });
        assert.equal(ran.code, 1, ran.stdout);
        const errors = ran.stdout.match(/^::error.*$/gm) ?? [];
        assert.equal(errors.length, 3, errors.join('\n'));
        const [image = '', outputs = '', summary = ''] = errors;
        assert.match(image, /bad: checksum mismatch/);
        assert.match(outputs, /GITHUB_OUTPUT/);
        assert.match(summary, /GITHUB_STEP_SUMMARY.*EISDIR/);
        await lab.expectPublished('plain');
      },
      async 'a manifest that is invalid is told before a summary that cannot be written'(lab) {
        await writeFile(join(lab.folder, 'images.yaml'), 'kind: Nonsense\n');
        const ran = await runAction(lab, { GITHUB_STEP_SUMMARY: lab.folder });
        assert.equal(ran.code, 2, ran.stdout);
        const errors = ran.stdout.match(/^::error.*$/gm) ?? [];
        assert.match(errors[0] ?? '', /file=images\.yaml,line=1/);
        assert.match(errors.at(-1) ?? '', /GITHUB_STEP_SUMMARY/);
      },
    },
  },
  {
    row: 73,
    fault: 'Outputs or a summary are larger than GitHub takes, which drops them whole',
    labctl:
      'Leaves rows out of the summary and fields or entries out of `images`, says so there, and fails for any other output.',
    cases: {
      async 'a summary is cut to what is left of 1 MiB'(lab) {
        await lab.offer('plain', IMAGE);
        const path = join(lab.folder, 'summary');
        const before = 'x'.repeat(1024 * 1024 - 370);
        await writeFile(path, before);
        const ran = await runAction(lab, { GITHUB_STEP_SUMMARY: path }, 'keep');
        assert.equal(ran.code, 0, ran.stdout);
        const summary = await readFile(path, 'utf8');
        assert.ok(summary.length <= 1024 * 1024, `${summary.length} bytes`);
        assert.match(summary.slice(before.length), /<p>1 image: 1 uploaded.*1 more row/s);
      },
    },
    shownBy: [
      'leaves out texts first, then entries, and stays JSON',
      'refuses to cut any other output, and names it',
      'keeps the rows that fit, and says how many it left out',
    ],
  },
];

/** The bundle as a runner starts it: inputs and files in the environment, no arguments. */
async function runAction(
  lab: FaultLab,
  files: Readonly<Record<string, string>>,
  summary: 'new' | 'keep' = 'new',
): Promise<Ran> {
  await writeFile(join(lab.folder, 'output'), '');
  if (summary === 'new') await writeFile(join(lab.folder, 'summary'), '');
  return labctl([], {
    cwd: lab.folder,
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: join(lab.folder, 'output'),
      GITHUB_STEP_SUMMARY: join(lab.folder, 'summary'),
      NODE_EXTRA_CA_CERTS: lab.origin.caFile,
      TMPDIR: lab.temp,
      INPUT_MANIFEST: 'images.yaml',
      INPUT_STORE: 'store',
      ...files,
    },
  });
}
