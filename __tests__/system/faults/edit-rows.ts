/** The files that `updateFile` names are not what the manifest takes them for. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGitHubServer } from '../../support/servers/github-server.ts';
import { createUnpacedForge } from '../../unit/forge/github/unpaced.ts';
import { sha256 } from '../e2e/lab.ts';
import { editing, FILE, OLD } from './edited-image.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectSuccess, expectWords } from './fault-run.ts';

const CONTENT = 'an image';
const NEW = `iso = "${sha256(CONTENT)}"`;

export const EDIT_ROWS: readonly FaultRow[] = [
  {
    row: 50,
    fault:
      'The file of updateFile is missing, binary or a link, has no match or several, ends its lines in another way, is up to date',
    labctl:
      'Fails that edit alone with file and pattern, changes nothing but the matched text, and opens no pull request for nothing.',
    needs: ['git'],
    cases: {
      'no match': refuses(OLD.replace('iso', 'oss'), ['matches nothing']),
      'two matches': refuses(`${OLD}${OLD}`, [/2 (times|places)|matches 2/]),
      'a binary file': refuses('iso = "old"\0', ['binary file']),
      async 'a file that is missing'(lab) {
        await editing(lab, { vyos: { content: CONTENT, path: 'nowhere.hcl' } });
        await expectRefusedEdit(lab, ['nowhere.hcl']);
      },
      async 'a link to a file'(lab) {
        await writeFile(join(lab.folder, 'real.hcl'), OLD);
        await symlink('real.hcl', join(lab.folder, FILE));
        await editing(lab, { vyos: { content: CONTENT } });
        await expectRefusedEdit(lab, ['link'], { 'real.hcl': OLD });
      },
      'lines that end with CRLF keep their ends': keeps(OLD.replaceAll('\n', '\r\n')),
      'a last line without an end gets none': keeps(OLD.trimEnd()),
      async 'a file that is up to date makes no pull request'(lab) {
        const text = OLD.replace('iso = "old"', NEW);
        const server = await startGitHubServer({ [FILE]: text });
        try {
          await writeFile(join(lab.folder, FILE), text);
          await editing(lab, { vyos: { content: CONTENT } });
          expectSuccess(await lab.syncHere({ forge: createUnpacedForge(server) }));
          assert.deepEqual([server.pulls.length, server.writes()], [0, 0]);
        } finally {
          await server.close();
        }
        await lab.expectPublished('vyos');
      },
      async 'of two images of which one fails, the other is proposed, and the pull request says so'(
        lab,
      ) {
        const server = await startGitHubServer({ [FILE]: OLD });
        try {
          await writeFile(join(lab.folder, FILE), OLD);
          await editing(lab, {
            vyos: { content: CONTENT },
            talos: { content: 'lost', path: 'other.hcl' },
          });
          lab.origin.script('/talos.iso', { status: 404, times: Infinity });
          const run = await lab.syncHere({ forge: createUnpacedForge(server) });
          assert.equal(run.code, 1, run.log);
          assert.equal(run.update?.pullRequest?.state, 'created', run.log);
          assert.match(server.pulls[0]?.body ?? '', /not part of this pull request.*talos/is);
          assert.ok(server.git('show', `automated/image-updates:${FILE}`).includes(NEW));
        } finally {
          await server.close();
        }
        await lab.expectPublished('vyos');
      },
    },
    shownBy: [
      'writes nothing for the same proposal',
      'leave out an image with one bad replacement of two, and keep the others',
      'takes back what it has written where a later file cannot be replaced',
    ],
  },
];

function refuses(text: string, says: readonly (string | RegExp)[]): FaultCase {
  return async (lab) => {
    await writeFile(join(lab.folder, FILE), text);
    await editing(lab, { vyos: { content: CONTENT } });
    await expectRefusedEdit(lab, [FILE, ...says], { [FILE]: text });
  };
}

/** The image is published and the edit is refused; once the file is right, the next run edits it. */
async function expectRefusedEdit(
  lab: FaultLab,
  says: readonly (string | RegExp)[],
  unchanged: Readonly<Record<string, string>> = {},
): Promise<void> {
  execFileSync('git', ['init', '-q', lab.folder]);
  const before = await readdir(lab.folder);
  const run = await lab.sync();
  assert.equal(run.code, 1, run.log);
  assert.deepEqual(
    run.update?.failures.map(({ image, error }) => [image, error.code]),
    [['vyos', 'EDIT_FAILED']],
  );
  expectWords(run.update.failures[0]?.error.message ?? '', { says });
  const left = (await readdir(lab.folder)).filter((name) => name !== 'store');
  assert.deepEqual(
    left,
    before.filter((name) => name !== 'store'),
  );
  for (const [name, text] of Object.entries(unchanged)) {
    assert.equal(await readFile(join(lab.folder, name), 'utf8'), text);
  }
  await lab.expectPublished('vyos');

  await rm(join(lab.folder, FILE), { force: true });
  await writeFile(join(lab.folder, FILE), OLD);
  await editing(lab, { vyos: { content: CONTENT } });
  expectSuccess(await lab.sync(), 'skipped');
  assert.ok((await readFile(join(lab.folder, FILE), 'utf8')).includes(NEW));
}

/** Nothing but the value changes, and that once. */
function keeps(text: string): FaultCase {
  return async (lab) => {
    execFileSync('git', ['init', '-q', lab.folder]);
    await writeFile(join(lab.folder, FILE), text);
    await editing(lab, { vyos: { content: CONTENT } });
    expectSuccess(await lab.sync());
    const edited = text.replace('iso = "old"', NEW);
    assert.equal(await readFile(join(lab.folder, FILE), 'utf8'), edited);
    const again = await lab.sync();
    expectSuccess(again, 'skipped');
    assert.deepEqual(again.update?.files, []);
    await lab.expectPublished('vyos');
  };
}
