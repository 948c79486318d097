import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { parse, parseDocument } from 'yaml';
import { createS3Store } from '../../../src/store/s3/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { type GitHubServer, startGitHubServer } from '../../support/servers/github-server.ts';
import {
  anyServer,
  missingServer,
  type S3Server,
  startS3Server,
} from '../../support/servers/s3-servers.ts';
import { createSopsLab, needs, type SopsLab } from '../../unit/credentials/sops/sops-lab.ts';
import { missingPacker } from '../../unit/packer/packer-lab.ts';
import { type Lab, openLab, sha256 } from '../e2e/lab.ts';
import { type ActEvent, type ActRan, commitAll, forAct, readAll, runAct } from './act.ts';
import { ROOT, readMergeRules, readText, wanted } from './workflow-files.ts';

const BUCKET = 'lab-images';
const SYNC = '.github/workflows/images-sync.yml';
const BUILD = '.github/workflows/packer-vyos.yml';
const TEMPLATE = 'infrastructure/network/vyos/packer';
const VARIABLES = `${TEMPLATE}/source.auto.pkrvars.hcl`;
const OLD = 'vyos_iso_url = "https://old.example.org/vyos.iso"\nvyos_iso_checksum = "none"\n';
/** Stands for the template of the gateway, which needs KVM and the internet: same folder, variables and artifact. */
const STAND_IN = `
variable "vyos_iso_url" { type = string }
variable "vyos_iso_checksum" { type = string }
variable "ssh_public_key" { type = string }
source "file" "gateway" {
  content = "\${var.vyos_iso_checksum} \${var.ssh_public_key}"
  target  = "output/vyos-lab.raw"
}
build {
  sources = ["source.file.gateway"]
}
`;
const PUSH: ActEvent = { name: 'push', payload: { ref: 'refs/heads/main' } };
const skip =
  missingServer(anyServer()) || missingPacker() || needs('act', 'sops', 'age-keygen').skip;
const { signal } = new AbortController();

describe('the workflow files, run by act', { skip }, () => {
  let lab: Lab;
  let s3: S3Server;
  let store: Store;
  let sops: SopsLab;
  let github: GitHubServer;
  let ageKey: string;
  let checkout: string;
  let home: string;
  const outputs: string[] = [];

  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(checkout, path)), { recursive: true });
    await writeFile(join(checkout, path), text);
  };
  const runWorkflow = async (workflow: string, event: ActEvent, secrets = {}): Promise<ActRan> => {
    const ran = await runAct(checkout, home, {
      workflow,
      event,
      env: {
        GITHUB_API_URL: github.apiUrl,
        GITHUB_REPOSITORY: github.repository,
        NODE_EXTRA_CA_CERTS: lab.origin.caFile,
      },
      secrets,
      variables: { GATEWAY_SSH_PUBLIC_KEY: 'ssh-ed25519 AAAA jane@lab' },
    });
    outputs.push(ran.output);
    return ran;
  };
  const secrets = () => ({ SOPS_AGE_KEY: ageKey, GITHUB_TOKEN: github.token });
  const inBucket = async (key: string) => {
    const found = await store.get(key, signal);
    return found === undefined ? undefined : String(await buffer(found.body));
  };
  /** The manifest that the repository has, its one file to edit included, with images that the lab serves. */
  const writeManifest = async (names: readonly string[]) => {
    const manifest = parse(readText('images/images.yaml'));
    const [vyos] = manifest.spec.images;
    manifest.spec.images = names.map((name) => {
      lab.origin.serve(`/${name}.iso`, name);
      const source = { url: lab.origin.url(`/${name}.iso`), checksum: sha256(name) };
      const image = { name, source, destination: `vyos/${name}.iso` };
      return name === 'vyos-stream' ? { ...image, updateFile: vyos.updateFile } : image;
    });
    await write('images/images.yaml', JSON.stringify(manifest));
  };

  before(async () => {
    s3 = await startS3Server(anyServer(), BUCKET);
    store = createS3Store({ ...s3, bucket: BUCKET });
    sops = await createSopsLab();
    lab = await openLab();
    checkout = join(lab.folder, 'infra');
    home = join(lab.folder, 'home');
    github = await startGitHubServer({ [VARIABLES]: OLD });
    const { secret, recipient } = sops.ageKey();
    ageKey = secret;
    const plain = `access_key: ${s3.accessKey}\nsecret_key: ${s3.secretKey}\nendpoint: ${s3.endpoint}\nbucket: ${BUCKET}\n`;
    const encrypted = await sops.encrypt('act', plain, recipient);
    await write('images/e2.sops.yaml', await readFile(encrypted, 'utf8'));
    await writeManifest(['vyos-stream', 'talos']);
    await write(VARIABLES, OLD);
    await write(`${TEMPLATE}/gateway.pkr.hcl`, STAND_IN);
    await write(SYNC, forAct(readText(SYNC)));
    await write(BUILD, withoutShellSteps(readText(BUILD)));
    for (const path of ['action.yml', 'dist']) {
      await cp(join(ROOT, path), join(checkout, path), { recursive: true });
    }
    commitAll(checkout, github.repository);
  });
  beforeEach(() => github.forget());
  after(async () => {
    await lab?.close();
    await sops?.remove();
    await s3?.stop();
    await github?.close();
  });

  it('images-sync.yml, but for `queue: max`, is run as it is', async () => {
    const shipped = readText(SYNC).split('\n');
    const run = (await readFile(join(checkout, SYNC), 'utf8')).split('\n');
    const left = shipped.filter((line) => !run.includes(line));
    assert.deepEqual(left, ['      queue: max']);
    assert.equal(shipped.length, run.length + 1);
  });

  it('images-sync.yml only validates on a pull request, without any secret', async () => {
    const payload = { pull_request: { head: { ref: 'x' }, base: { ref: 'main' } } };
    const ran = await runWorkflow(SYNC, { name: 'pull_request', payload });
    assert.equal(ran.code, 0, ran.output);
    assert.match(ran.output, /images-sync\/validate/);
    assert.doesNotMatch(ran.output, /images-sync\/sync/);
    assert.deepEqual(await store.list('', signal), []);
    assert.equal(github.count(), 0);
  });

  it('images-sync.yml does nothing on another branch than main', async () => {
    const payload = { ref: 'refs/heads/feature', inputs: { prune: 'true' } };
    const ran = await runWorkflow(SYNC, { name: 'workflow_dispatch', payload }, secrets());
    assert.deepEqual(await store.list('', signal), [], ran.output);
  });

  it('images-sync.yml brings a push to the bucket, to a pull request and to its status', async () => {
    const ran = await runWorkflow(SYNC, PUSH, secrets());
    assert.equal(ran.code, 0, ran.output);
    assert.equal(await inBucket('images/vyos/vyos-stream.iso'), 'vyos-stream');
    assert.equal(await inBucket('images/vyos/talos.iso'), 'talos');
    const [pull, ...others] = github.pulls;
    assert.deepEqual(others, []);
    assert.equal(pull?.state, 'open');
    const proposed = github.git('show', `${pull?.head}:${VARIABLES}`);
    assert.ok(proposed.includes(sha256('vyos-stream')), proposed);
    const [status] = github.statuses;
    assert.equal(status?.sha, pull?.headSha);
    assert.equal(status?.state, 'success');
  });

  it('.mergify.yml merges that pull request', () => {
    const [rule] = readMergeRules();
    const [pull] = github.pulls;
    assert.ok(rule && pull);
    assert.deepEqual(pull.labels, [wanted(rule, 'label')]);
    assert.equal(pull.base, wanted(rule, 'base'));
    assert.equal(pull.head, wanted(rule, 'head'));
    assert.equal(github.statuses[0]?.context, wanted(rule, 'check-success'));
  });

  it('images-sync.yml changes nothing when it is run again', async () => {
    const before = await store.list('', signal);
    const ran = await runWorkflow(SYNC, PUSH, secrets());
    assert.equal(ran.code, 0, ran.output);
    assert.deepEqual(await store.list('', signal), before);
    assert.equal(github.writes(), 0);
  });

  it('packer-vyos.yml, but for its shell step, builds from the merged file and uploads the image', async () => {
    github.mergeByHand(github.pulls[0]?.number ?? 0);
    await write(VARIABLES, github.git('show', `main:${VARIABLES}`));
    const ran = await runWorkflow(BUILD, PUSH, secrets());
    assert.equal(ran.code, 0, ran.output);
    const built = `${sha256('vyos-stream')} ssh-ed25519 AAAA jane@lab`;
    assert.equal(await inBucket('images/vyos/vyos-gateway.raw'), built);
  });

  it('images-sync.yml prunes only when it is asked to, and never what was uploaded', async () => {
    await writeManifest(['vyos-stream']);
    assert.equal((await runWorkflow(SYNC, PUSH, secrets())).code, 0);
    assert.equal(await inBucket('images/vyos/talos.iso'), 'talos');
    const payload = { ref: 'refs/heads/main', inputs: { force: 'false', prune: 'true' } };
    const ran = await runWorkflow(SYNC, { name: 'workflow_dispatch', payload }, secrets());
    assert.equal(ran.code, 0, ran.output);
    const images = (await store.list('images/', signal)).map(({ key }) => key);
    assert.deepEqual(images, ['images/vyos/vyos-gateway.raw', 'images/vyos/vyos-stream.iso']);
  });

  it('no secret is left in an output, a file, the bucket or on GitHub', async () => {
    const metadata = await store.list('metadata/', signal);
    const texts = [
      ...outputs,
      ...(await readAll(lab.folder)),
      ...(await Promise.all(metadata.map(({ key }) => inBucket(key)))),
      JSON.stringify([github.pulls, github.statuses, github.git('log', '--all', '-p')]),
    ];
    assert.ok(texts.length > 20);
    for (const secret of [s3.secretKey, ageKey, github.token]) {
      for (const text of texts) assert.ok(!text?.includes(secret));
    }
  });
});

/** Without the steps that install programs on the machine, which here would be the one of whoever runs the tests. */
function withoutShellSteps(workflow: string): string {
  const document = parseDocument(workflow);
  const { jobs } = document.toJS();
  for (const [id, job] of Object.entries<{ steps: { run?: string }[] }>(jobs)) {
    document.setIn(
      ['jobs', id, 'steps'],
      job.steps.filter((step) => step.run === undefined),
    );
  }
  return forAct(String(document));
}
