/** How long labctl takes before it does anything, and whether it loads what it does not need. */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost, type Bench, type Case, type CaseResult, pairedRatio, type Row } from '../bench.ts';
import { labctlCommand, writeManifest } from '../labctl.ts';
import { race } from '../race.ts';
import { type Command, runMeasured } from '../run-measured.ts';
import { emptyTempFolder } from '../temp-folder.ts';
import { imageOf } from './nothing-to-do.ts';

const BUNDLE_FOLDER = new URL('../../dist/', import.meta.url).href;
/** Stands in the AWS SDK and nowhere else in the bundle. */
const SDK_MARK = 'class S3Client extends ';

export const startUpCase: Case = { name: 'start-up', needs: [], run };

async function run(bench: Bench): Promise<CaseResult> {
  const { scale } = bench;
  const count = scale.nothingToDo.images;
  const manifest = writeManifest(
    bench,
    Array.from({ length: count }, (_, n) => imageOf(n)),
  );
  const version = labctlCommand(bench, ['--version']);
  const validate = labctlCommand(bench, [
    'images',
    'validate',
    '--offline',
    '--manifest',
    manifest,
  ]);
  const names = ['node -e 0', 'labctl --version', `validate, ${count} images`] as const;
  const [node, ours, checked] = names;
  const taken = await race({
    bench,
    contestants: [
      { name: node, command: () => ({ ...version, args: ['-e', '0'] }) },
      { name: ours, command: () => version },
      { name: checked, command: () => validate },
    ],
    rounds: scale.startUpRounds,
  });
  const [bare, started, validated] = names.map((name) => taken.get(name));
  if (!bare || !started || !validated) throw new Error('not everything was started');
  const ratio = pairedRatio(started.rounds, bare.rounds);
  const rows: Row[] = [
    {
      what: 'labctl --version',
      labctl: { value: started.wallSeconds, unit: 's' },
      against: { name: node, value: bare.wallSeconds, unit: 's' },
      ratio,
      ...atMost(ratio, 2, ' ×'),
    },
    {
      what: `validate --offline, ${count} images`,
      labctl: { value: validated.wallSeconds, unit: 's' },
      ...atMost(validated.wallSeconds, 0.5, ' s'),
    },
  ];
  await controlSdkMark(bench);
  for (const [what, command] of [
    ['AWS SDK loaded by --version', version],
    ['AWS SDK loaded by validate --offline', validate],
  ] as const) {
    const loaded = (await loadsSdk(bench, command)) ? 1 : 0;
    rows.push({ what, labctl: { value: loaded, unit: 'yes/no' }, bar: 'no', met: loaded === 0 });
  }
  const about = `Whole processes, ${scale.startUpRounds} of each in turn. What is loaded is seen in Node's own coverage of the bundle.`;
  return { about, rows, taken: [...taken.values()], leftOut: [] };
}

/** Asks for a bucket, so that a mark that no longer tells anything fails the case. */
async function controlSdkMark(bench: Bench): Promise<void> {
  const refusing = createServer((_request, response) => response.writeHead(403).end());
  refusing.listen(0, '127.0.0.1');
  await once(refusing, 'listening');
  try {
    const list = labctlCommand(bench, ['images', 'list'], {
      E2_ENDPOINT: `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`,
      E2_BUCKET: 'nobody',
      E2_ACCESS_KEY: 'nobody',
      E2_SECRET_KEY: 'nobody-at-all',
    });
    if (!(await loadsSdk(bench, list))) {
      throw new Error(`"${SDK_MARK}" no longer marks the AWS SDK`);
    }
  } finally {
    refusing.closeAllConnections();
    refusing.close();
  }
}

/** Whether a script of the bundle that holds the SDK was read; the command itself may fail. */
async function loadsSdk(bench: Bench, command: Command): Promise<boolean> {
  emptyTempFolder(bench);
  const env = { ...command.env, NODE_V8_COVERAGE: command.tempFolder };
  const args = ['-c', '"$@" >/dev/null 2>&1 || true', 'sh', command.program, ...command.args];
  await runMeasured({ ...command, program: 'sh', args, env });
  const scripts = scriptsRead(command.tempFolder);
  if (scripts.length === 0) throw new Error('Node has reported no coverage');
  return scripts.some((script) => readFileSync(script, 'utf8').includes(SDK_MARK));
}

/** Paths of the bundle's scripts that Node names in its report of coverage. */
function scriptsRead(folder: string): string[] {
  const reports = readdirSync(folder).filter((name) => name.startsWith('coverage-'));
  const urls = reports.flatMap((name) => {
    const report = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      readonly result: readonly { readonly url: string }[];
    };
    return report.result.map(({ url }) => url);
  });
  return urls.filter((url) => url.startsWith(BUNDLE_FOLDER)).map((url) => fileURLToPath(url));
}
