/** The base is not what the checkout is; the pull request carries the edit of the base's own text, or none. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BRANCH,
  blocked,
  expectMisfit,
  expectProposed,
  misfits,
  overtaken,
  proposed,
  syncInPlace,
  syncTo,
  withBase,
} from './base-case.ts';
import { FILE, OLD } from './edited-image.ts';
import type { FaultRow } from './fault-row.ts';
import { expectSuccess, expectWords } from './fault-run.ts';

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 30\n`;

export const BASE_ROWS: readonly FaultRow[] = [
  {
    row: 51,
    fault:
      'The base has moved on while the run waited or downloaded: a line was merged, a file removed or replaced by a folder',
    labctl:
      "Edits the base's own text and nothing else of it; an edit that does not fit there fails alone, with the base and its commit.",
    needs: ['git'],
    cases: {
      'a line that somebody has merged stays': proposed(`# merged\n${OLD}`),
      'a line that the checkout alone has is not proposed': async (lab) => {
        await withBase(lab, { [FILE]: OLD }, async (server) => {
          await writeFile(join(lab.folder, FILE), `${OLD}mine = true\n`);
          expectProposed(await syncTo(lab, server), server, OLD);
        });
      },
      'another base than the one that is checked out': async (lab) => {
        await withBase(lab, { [FILE]: OLD }, async (server) => {
          const released = OLD.replace('last = true', 'released = true');
          server.commitByHand('release', { [FILE]: released });
          const run = await syncTo(lab, server, { wishes: { base: 'release' } });
          expectProposed(run, server, released, 'release');
        });
      },
      'a file that was removed is not brought back': misfits({ 'other.txt': 'x' }, [
        'no such file',
        'another version',
      ]),
      'a folder that took its place stays': misfits({ [`${FILE}/a`]: 'x' }, ['it is a folder']),
      'a line that is gone': misfits({ [FILE]: 'name = "vyos"\n' }, ['matches nothing', /main at/]),
      'a pull request stays open if its edit does not fit any more': async (lab) => {
        await withBase(lab, { [FILE]: OLD }, async (server) => {
          expectSuccess(await syncTo(lab, server));
          server.commitByHand('main', { [FILE]: 'name = "vyos"\n' });
          const run = await syncTo(lab, server);
          assert.deepEqual([run.code, server.pulls[0]?.state], [1, 'open'], run.log);
        });
      },
    },
    shownBy: [
      'drafts on the text of the base, and leaves what others have put there',
      'are edited once more when somebody was faster',
      'close the pull request when the base needs nothing any more, and not when the checkout does',
    ],
  },
  {
    row: 52,
    fault: 'A run of an older commit comes late: it waited in a queue, or was started again',
    labctl:
      'Leaves the pull request of the newer run as it is, opens and closes none, and says which branch has gone on.',
    needs: ['git'],
    cases: {
      'it does not put back what a newer run has proposed': overtaken('older'),
      'it does not close what a newer run has opened': overtaken(undefined),
      'a commit that leaves the manifest alone does not matter': async (lab) => {
        await withBase(lab, { [FILE]: OLD, 'images.yaml': 'v1' }, async (server) => {
          const commit = server.git('rev-parse', 'main');
          server.commitByHand('main', { 'other.txt': 'x' });
          expectProposed(await syncTo(lab, server, { commit }), server, OLD);
        });
      },
    },
    shownBy: [
      'when the base has gone on to another manifest',
      'when the branch that it was started for has, whatever the base is',
      'also if that happens just before it writes',
    ],
  },
  {
    row: 53,
    fault:
      'Git stores the file as something else than the checkout has: line ends, Git LFS, an encrypting filter',
    labctl:
      'Proposes the text that Git stores, with its own line ends, and refuses by name what a filter converts: no plain text of an encrypted file leaves the machine.',
    needs: ['git'],
    cases: {
      'a checkout with CRLF of a file with LF': async (lab) => {
        await withBase(lab, { [FILE]: OLD }, async (server) => {
          await writeFile(join(lab.folder, FILE), OLD.replaceAll('\n', '\r\n'));
          expectProposed(await syncTo(lab, server), server, OLD);
        });
      },
      'a file with CRLF in Git': proposed(OLD.replaceAll('\n', '\r\n')),
      'a pointer of Git LFS': misfits({ [FILE]: POINTER }, ['is stored by Git LFS']),
      'an encrypting filter': async (lab) => {
        const sealed = Buffer.from(`secret = "hunter2"\n${OLD}`).toString('base64');
        await withBase(lab, { [FILE]: sealed }, async (server) => {
          await writeFile(join(lab.folder, '.gitattributes'), '*.hcl filter=crypt\n');
          await writeFile(join(lab.folder, FILE), `secret = "hunter2"\n${OLD}`);
          expectMisfit(await syncTo(lab, server), server, [/filter=crypt [^;]*$/]);
          assert.ok(!server.git('log', '--all', '-p').includes('hunter2'));
        });
      },
    },
    shownBy: [
      'and so is a pointer of Git LFS, whatever the attributes say',
      'that a proxy has cut is not taken for what Git holds',
    ],
  },
  {
    row: 54,
    fault:
      'A branch is in the way of the one that labctl makes: `automated`, or one below `automated/image-updates`',
    labctl: 'Names the branch that is in the way, and what to do.',
    needs: ['git'],
    cases: {
      'a branch above it': blocked('automated'),
      'a branch below it': blocked(`${BRANCH}/mine`),
    },
  },
  {
    row: 55,
    fault: 'A dry run meets files that cannot be edited, or a GitHub that does not show the base',
    labctl:
      'Shows the lines that would change, warns of what would fail, and writes nothing anywhere.',
    needs: ['git'],
    cases: {
      async 'the lines of the base are shown'(lab) {
        await withBase(lab, { [FILE]: `# merged\n${OLD}` }, async (server) => {
          const run = await syncTo(lab, server, { dryRun: true });
          assert.equal(run.code, 0, run.log);
          assert.deepEqual([run.update?.files, server.writes()], [[FILE], 0]);
        });
        await syncInPlace(lab);
      },
      async 'the lines of the checkout are shown where the base cannot be read'(lab) {
        await withBase(lab, { [FILE]: OLD }, async (server) => {
          server.fault({ operation: 'git/get-ref', how: { status: 403, body: { message: 'no' } } });
          const run = await syncTo(lab, server, { dryRun: true });
          assert.equal(run.code, 0, run.log);
          assert.deepEqual(run.update?.files, [FILE]);
          expectWords(run.log, { says: ['contents: read'], hides: [server.token] });
        });
        await syncInPlace(lab);
      },
    },
    shownBy: ['that a dry run could not make are a warning, and fail no plan of a matrix'],
  },
];
