/** What names, URLs, servers, the bucket and child programs say is shown, and obeyed by nobody. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { OUTPUTS } from '../../../src/action/outputs.ts';
import { missingPacker, openPackerLab, TOOLS } from '../../unit/packer/packer-lab.ts';
import { type Lab, openLab, plainImage } from '../e2e/lab.ts';
import { labctl } from '../e2e/labctl.ts';
import { commandsOf, fileCommandsOf } from './runner-commands.ts';

const ORDERS = [
  '::add-mask::pwned',
  '::set-env name=PWNED::1',
  '##[add-path]pwned',
  '::stop-commands::pwned',
];
/** Every way in which a text may bring an order to the beginning of a line. */
const HOSTILE = ['\n', '\r', '\r\n', '\u2028', '%0A', ' '].flatMap((end) =>
  ORDERS.map((order) => `x${end}${order}`),
);
const ALL = HOSTILE.join('');
const OURS = new Set(['group', 'endgroup', 'error', 'warning', 'notice', 'debug', 'stop-commands']);
const TOKEN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('nothing that labctl shows is an order to a runner:', () => {
  let lab: Lab;
  let runner: string;
  before(async () => {
    lab = await openLab();
    runner = join(lab.folder, 'runner');
    await mkdir(runner);
  });
  after(() => lab.close());

  it('the reader of logs finds the orders that are hidden here', () => {
    const found = (text: string) => commandsOf(text).map(({ name }) => name);
    assert.deepEqual(found('x\n  ::add-mask::a\ny ##[group]b\n'), ['add-mask', 'group']);
    assert.deepEqual(found('::stop-commands::t\n::add-mask::a\n::t::\n::debug::b'), [
      'stop-commands',
      'debug',
    ]);
    assert.deepEqual(found('x ::add-mask::a'), []);
  });

  it('any text, however many lines it has', () => {
    const log = join(import.meta.dirname, '../../../src/action/log.ts');
    const texts = [...HOSTILE, ...ORDERS, ALL];
    const script = `import { say } from ${JSON.stringify(log)}; JSON.parse(process.argv[1]).forEach(say)`;
    const args = ['--input-type=module', '--eval', script, JSON.stringify(texts)];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    for (const text of texts) assert.ok(stdout.includes(text), stderr);
    for (const { name, data } of commandsOf(stdout)) {
      assert.equal(name, 'stop-commands');
      assert.match(data, TOKEN);
    }
  });

  it('names, URLs and every other field of a manifest', async () => {
    const image = {
      name: ALL,
      destination: ALL,
      source: { url: `https://localhost/${ALL}`, checksum: ALL, [ALL]: ALL },
      updateFile: { path: ALL, replacements: [{ pattern: ALL, value: ALL }] },
    };
    const manifest = {
      apiVersion: ALL,
      kind: ALL,
      metadata: { name: ALL },
      spec: { images: [image, ALL] },
    };
    await writeFile(join(lab.folder, 'hostile.yaml'), JSON.stringify(manifest));
    await writeFile(join(lab.folder, 'broken.yaml'), `a: "\n${ALL}\n  - : [${ALL}`);
    for (const file of ['hostile.yaml', 'broken.yaml', `${HOSTILE[0]}.yaml`]) {
      await obeysNobody({ mode: 'validate', manifest: file });
      await obeysNobody({ mode: 'sync', manifest: file, store: 'store', 'dry-run': 'true' });
    }
  });

  it('inputs', async () => {
    for (const input of [
      'mode',
      'manifest',
      'store',
      'images',
      'concurrency',
      'max-decoded-size',
    ]) {
      await obeysNobody({ mode: 'sync', store: 'store', [input]: ALL });
    }
  });

  it('what a server answers: headers, a redirect, an HTML page', async () => {
    const names = ['typed', 'moved', 'page'];
    await lab.writeManifest(names.map((name) => plainImage(name, 'image')));
    // A header cannot hold a line end; all else it can.
    const inHeader = ORDERS.join(' ');
    const always = { times: Number.POSITIVE_INFINITY };
    lab.origin.script('/typed.iso', {
      status: 200,
      headers: { 'content-type': inHeader, etag: `"${inHeader}"` },
      body: ALL,
      ...always,
    });
    lab.origin.script('/moved.iso', {
      status: 302,
      headers: { location: `http://localhost/${inHeader}` },
      body: '',
      ...always,
    });
    const page = `<html><title>${ALL}</title>`;
    lab.origin.script('/page.iso', { status: 200, headers: {}, body: page, ...always });
    for (const inputs of [{ mode: 'validate' }, { mode: 'sync', store: 'answers' }]) {
      const shown = await obeysNobody({ ...inputs, manifest: 'images.yaml' });
      assert.match(shown, /redirect refused/);
    }
  });

  it('what the bucket holds: metadata, and the names of objects', async () => {
    const folder = join(lab.folder, 'held');
    await mkdir(join(folder, 'metadata/a'), { recursive: true });
    await mkdir(join(folder, 'images/a'), { recursive: true });
    await writeFile(join(folder, 'images/a/a.iso'), 'x');
    for (const order of HOSTILE.filter((text) => !text.includes('/'))) {
      await writeFile(join(folder, 'images/a', order), 'x');
    }
    const metadata = {
      name: ALL,
      checksum: `sha256:${'0'.repeat(64)}`,
      size: 1,
      uploadedAt: ALL,
      source: { type: 'http', url: ALL },
      managedBy: ALL,
      etag: ALL,
      version: ALL,
    };
    await writeFile(join(folder, 'metadata/a/a.iso.json'), JSON.stringify(metadata));
    await lab.writeManifest([{ ...plainImage('a', 'image'), destination: 'a/a.iso' }]);
    const dry = { manifest: 'images.yaml', 'dry-run': 'true' };
    for (const inputs of [{ mode: 'list' }, { mode: 'prune', ...dry }, { mode: 'sync', ...dry }]) {
      const shown = await obeysNobody({ ...inputs, store: 'held' });
      assert.doesNotMatch(shown, /input ".*" (is wrong|does not apply)/);
    }
  });

  it('the lines of a Packer build', { skip: missingPacker() }, async (t) => {
    const packer = await openPackerLab();
    t.after(() => packer.close());
    const script = ORDERS.map((order) => `echo '${order}'; printf 'x\\r${order}\\n' >&2`);
    const provisioner = `provisioner "shell-local" { inline = ${JSON.stringify(script)} }`;
    await packer.write(
      'vyos/image.pkr.hcl',
      `source "file" "image" {\n  content = "built"\n  target = "output/image.raw"\n}\nbuild {\n  sources = ["source.file.image"]\n  ${provisioner.replace('{ ', '{\n    ').replace(/ }$/, '\n  }')}\n}\n`,
    );
    const inputs = { mode: 'build', template: 'vyos', artifact: 'output/image.raw' };
    const shown = await obeysNobody(inputs, {
      cwd: packer.root,
      env: { PATH: `${TOOLS}:${process.env['PATH']}` },
    });
    assert.match(shown, /add-mask::pwned/);
  });

  /** Runs the Action, and answers its log. */
  async function obeysNobody(
    inputs: Readonly<Record<string, string>>,
    { cwd = lab.folder, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
  ): Promise<string> {
    for (const file of ['output', 'summary']) await writeFile(join(runner, file), '');
    const ran = await labctl([], {
      cwd,
      env: {
        GITHUB_ACTIONS: 'true',
        GITHUB_OUTPUT: join(runner, 'output'),
        GITHUB_STEP_SUMMARY: join(runner, 'summary'),
        RUNNER_TEMP: runner,
        RUNNER_DEBUG: '1',
        NODE_EXTRA_CA_CERTS: lab.origin.caFile,
        ...Object.fromEntries(
          Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
        ),
        ...env,
      },
    });
    const log = `${ran.stdout}\n${ran.stderr}`;
    for (const { name, properties, data } of commandsOf(log)) {
      assert.ok(OURS.has(name), `${name} ${properties}::${data}`);
      if (name === 'stop-commands') assert.match(data, TOKEN);
    }
    const set = fileCommandsOf(await readFile(join(runner, 'output'), 'utf8'));
    for (const name of set.keys()) assert.ok(name in OUTPUTS, `output ${name}`);
    // An order of one line in the summary would begin with `##[`; elements of HTML would be escaped.
    const summary = await readFile(join(runner, 'summary'), 'utf8');
    assert.doesNotMatch(summary, /<(?!\/?(?:h3|p|table|tr|th|td)\b)/);
    return log;
  }
});
