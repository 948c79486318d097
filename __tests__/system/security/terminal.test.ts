/** What comes from outside cannot move the cursor of a terminal, nor write lines that look like labctl's own. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Lab, openLab, plainImage } from '../e2e/lab.ts';

const FORGED = 'forged: uploaded 1 GiB';
const HOSTILE = `x\r\u001b[2J\u001b]0;title\u0007\u009b2J\u202e\n${FORGED}\n`;
describe('a terminal or a log file is shown nothing that it would obey:', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
  });
  after(() => lab.close());

  it('fields of a manifest', async () => {
    const manifest = {
      apiVersion: HOSTILE,
      kind: 'ImageManifest',
      metadata: { name: HOSTILE },
      spec: {
        images: [
          { name: HOSTILE, destination: HOSTILE, source: { url: HOSTILE, checksum: HOSTILE } },
          { [HOSTILE]: HOSTILE },
        ],
      },
    };
    await writeFile(join(lab.folder, 'hostile.yaml'), JSON.stringify(manifest));
    await writeFile(join(lab.folder, 'broken.yaml'), `a: [${HOSTILE}`);
    await writeFile(join(lab.folder, `${HOSTILE}.there.yaml`.replaceAll('/', '')), 'a: [');
    for (const file of [
      'hostile.yaml',
      'broken.yaml',
      `${HOSTILE}.yaml`,
      `${HOSTILE}.there.yaml`,
    ]) {
      await showsNothing(['validate', '--manifest', file]);
    }
  });

  it('arguments', async () => {
    await showsNothing([HOSTILE]);
    await showsNothing(['sync', `--${HOSTILE}`]);
    await showsNothing(['list', '--store', HOSTILE]);
  });

  it('answers of a server', async () => {
    const always = { times: Number.POSITIVE_INFINITY };
    lab.origin.script('/page.iso', {
      status: 200,
      headers: { 'content-type': 'text/html\u009b2J' },
      body: `<html><title>${HOSTILE}</title>`,
      ...always,
    });
    lab.origin.script('/away.iso', {
      status: 302,
      headers: { location: 'http://x/\u009b2J' },
      body: '',
      ...always,
    });
    await lab.writeManifest([plainImage('page', 'image'), plainImage('away', 'image')]);
    await showsNothing(['validate', '--manifest', 'images.yaml']);
    await showsNothing(['sync', '--manifest', 'images.yaml', '--store', 'answers']);
  });

  it('metadata and names in the bucket', async () => {
    const folder = join(lab.folder, 'held');
    await mkdir(join(folder, 'metadata'), { recursive: true });
    await mkdir(join(folder, 'images'), { recursive: true });
    await writeFile(join(folder, 'images', 'a.iso'), 'x');
    await writeFile(join(folder, 'images', `b${HOSTILE}`), 'x');
    const metadata = {
      name: HOSTILE,
      checksum: `sha256:${'0'.repeat(64)}`,
      size: 1,
      uploadedAt: HOSTILE,
      source: { type: 'http', url: HOSTILE },
      managedBy: HOSTILE,
      etag: HOSTILE,
    };
    await writeFile(join(folder, 'metadata', 'a.iso.json'), JSON.stringify(metadata));
    await lab.writeManifest([{ ...plainImage('a', 'image'), destination: 'a.iso' }]);
    const args = ['--store', 'held', '--manifest', 'images.yaml', '--dry-run'];
    await showsNothing(['list', '--store', 'held']);
    await showsNothing(['sync', ...args]);
    await showsNothing(['prune', '--include-uploads', ...args]);
  });

  async function showsNothing(args: readonly string[]): Promise<void> {
    const { stdout, stderr } = await lab.images(args);
    const shown = `${stdout}\n${stderr}`;
    assert.deepEqual([...shown].filter(isControl), []);
    const forged = shown.split('\n').filter((line) => line.startsWith(FORGED));
    assert.deepEqual(forged, [], args.join(' '));
  }
});

/** But tab and line feed; and what turns the direction of writing. */
function isControl(character: string): boolean {
  return /[\p{Cc}\p{Bidi_Control}]/u.test(character) && character !== '\n' && character !== '\t';
}
