import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createS3Store } from '../../../src/store/s3/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { type GitHubServer, startGitHubServer } from '../../support/servers/github-server.ts';
import {
  anyServer,
  missingServer,
  type S3Server,
  startS3Server,
} from '../../support/servers/s3-servers.ts';
import {
  createSopsLab,
  needs,
  type SopsLab,
  TOOLS_PATH,
} from '../../unit/credentials/sops/sops-lab.ts';
import { missingPacker, TEMPLATE } from '../../unit/packer/packer-lab.ts';
import { type Lab, openLab, sha256 } from './lab.ts';
import { labctl } from './labctl.ts';

const BUCKET = 'lab-images';
const VARIABLES = 'derived/source.auto.pkrvars.hcl';
/** What the pull request's merge starts: a build from the values that it brought. */
const DERIVED = `
variable "vyos_iso_url" { type = string }
variable "vyos_iso_checksum" { type = string }
source "file" "derived" {
  content = "built from \${var.vyos_iso_checksum}"
  target  = "output/derived.raw"
}
build {
  sources = ["source.file.derived"]
}
`;
const OLD = 'vyos_iso_url = "https://old.example.org/vyos.iso"\nvyos_iso_checksum = "none"\n';
const skip = missingServer(anyServer()) || missingPacker() || needs('sops', 'age-keygen').skip;
const { signal } = new AbortController();

describe('a repository that drives its images', { skip }, () => {
  let lab: Lab;
  let s3: S3Server;
  let store: Store;
  let sops: SopsLab;
  let github: GitHubServer;
  let ageKey: string;
  let runner: string;

  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(lab.folder, path)), { recursive: true });
    await writeFile(join(lab.folder, path), text);
  };
  /** The iso is downloaded and named in a file; the gateway is built by Packer. */
  const writeManifest = (iso: string) =>
    write(
      'images/images.yaml',
      `apiVersion: images.lab.gilman.io/v1alpha1
kind: ImageManifest
metadata: {name: lab}
spec:
  images:
    - name: vyos-iso
      source:
        url: ${lab.origin.url('/vyos.iso')}
        checksum: ${sha256(iso)}
      destination: vyos/vyos.iso
      updateFile:
        path: ${VARIABLES}
        replacements:
          - pattern: 'vyos_iso_url\\s*=\\s*"[^"]*"'
            value: 'vyos_iso_url = "{{ .Source.URL }}"'
          - pattern: 'vyos_iso_checksum\\s*=\\s*"[^"]*"'
            value: 'vyos_iso_checksum = "{{ .Source.Checksum }}"'
    - name: gateway
      source: {type: packer, path: vyos, variables: {content: built}, artifact: output/image.raw}
      destination: vyos/gateway.raw
`,
    );
  const secrets = () => [s3.secretKey, ageKey, github.token];
  const runAction = async (inputs: Record<string, string>, env: Record<string, string> = {}) => {
    const commandLines = new Set<string>();
    const ran = await labctl([], {
      cwd: lab.folder,
      started: (child) => {
        const watch = setInterval(() => noteCommandLines(commandLines), 10);
        child.once('exit', () => clearInterval(watch));
      },
      env: {
        PATH: TOOLS_PATH,
        GITHUB_ACTIONS: 'true',
        GITHUB_EVENT_NAME: 'push',
        GITHUB_REPOSITORY: github.repository,
        GITHUB_API_URL: github.apiUrl,
        GITHUB_RUN_ID: '42',
        GITHUB_OUTPUT: runner,
        RUNNER_TEMP: lab.folder,
        RUNNER_TOOL_CACHE: join(lab.folder, 'tools'),
        NODE_EXTRA_CA_CERTS: lab.origin.caFile,
        INPUT_MANIFEST: 'images/images.yaml',
        INPUT_CREDENTIALS: 'images/e2.sops.yaml',
        'INPUT_SOPS-AGE-KEY': ageKey,
        INPUT_TOKEN: github.token,
        ...Object.fromEntries(
          Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
        ),
        ...env,
      },
    });
    const shown = `${ran.stdout}${ran.stderr}`.replace(/^::add-mask::.*$/gm, '');
    for (const secret of secrets()) {
      assert.ok(!shown.includes(secret), 'a secret was printed');
      for (const line of commandLines)
        assert.ok(!line.includes(secret), 'a secret was an argument');
    }
    return { ...ran, commandLines };
  };
  const output = async (name: string) =>
    new RegExp(`^${name}<<(\\S+)\\n([\\s\\S]*?)\\n\\1$`, 'm').exec(
      await readFile(runner, 'utf8'),
    )?.[2];
  const inBucket = async (key: string) => {
    const found = await store.get(key, signal);
    return found === undefined ? undefined : String(await buffer(found.body));
  };

  before(async () => {
    s3 = await startS3Server(anyServer(), BUCKET);
    store = createS3Store({ ...s3, bucket: BUCKET });
    sops = await createSopsLab();
    lab = await openLab();
    github = await startGitHubServer({ [VARIABLES]: OLD });
    runner = join(lab.folder, 'output');
    execFileSync('git', ['init', '-q', lab.folder]);
    lab.origin.serve('/vyos.iso', 'first');
    await writeManifest('first');
    await write(VARIABLES, OLD);
    await write('vyos/image.pkr.hcl', TEMPLATE);
    await write('derived/derived.pkr.hcl', DERIVED);
    const { secret, recipient } = sops.ageKey();
    ageKey = secret;
    const plain = `access_key: ${s3.accessKey}\nsecret_key: ${s3.secretKey}\nendpoint: ${s3.endpoint}\nbucket: ${BUCKET}\n`;
    const encrypted = await sops.encrypt('e2e', plain, recipient);
    await write('images/e2.sops.yaml', await readFile(encrypted, 'utf8'));
  });
  beforeEach(async () => {
    await writeFile(runner, '');
    github.forget();
  });
  after(async () => {
    await lab?.close();
    await sops?.remove();
    await s3?.stop();
    await github?.close();
  });

  it('shows in a dry run the lines of the base that would change, and changes nothing', async () => {
    const ran = await runAction({ 'dry-run': 'true' });
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /^derived\/source\.auto\.pkrvars\.hcl:2 would change:\n- .*"none"$/m);
    assert.ok(github.count('git/get-blob') > 0);
    assert.deepEqual([await output('files_changed'), github.writes()], ['false', 0]);
    assert.equal(await readFile(join(lab.folder, VARIABLES), 'utf8'), OLD);
  });

  it('syncs with decrypted credentials, builds, and proposes the edited file', async () => {
    const ran = await runAction({});
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const sawPacker = [...ran.commandLines].some((line) => line.includes('packer\0build'));
    assert.ok(sawPacker || !existsSync('/proc/self/cmdline'), 'the process list was not watched');
    assert.equal(await inBucket('images/vyos/vyos.iso'), 'first');
    assert.equal(await inBucket('images/vyos/gateway.raw'), 'built');
    const metadata = JSON.parse((await inBucket('metadata/vyos/gateway.raw.json')) ?? '');
    assert.equal(metadata.checksum, sha256('built'));
    assert.equal(metadata.source.type, 'packer');
    assert.match(metadata.source.fingerprint, /^sha256:[0-9a-f]{64}$/);

    const [pull] = github.pulls;
    assert.equal(await output('files_changed'), 'true');
    assert.equal(await output('changed_files'), VARIABLES);
    assert.equal(await output('pull_request_number'), String(pull?.number));
    const proposed = github.git('show', `automated/image-updates:${VARIABLES}`);
    assert.ok(proposed.includes(`vyos_iso_url = "${lab.origin.url('/vyos.iso')}"`), proposed);
    assert.ok(proposed.includes(`vyos_iso_checksum = "${sha256('first')}"`), proposed);
    assert.equal(github.statuses.at(-1)?.context, 'sync');
    assert.equal(await readFile(join(lab.folder, VARIABLES), 'utf8'), OLD);
  });

  it('writes nothing anywhere when it is repeated', async () => {
    const before = await store.list('', signal);
    const ran = await runAction({});
    assert.equal(ran.code, 0, ran.stdout);
    assert.deepEqual(await store.list('', signal), before);
    assert.equal(github.writes(), 0);
    assert.doesNotMatch(ran.stdout, /gateway \|/);
  });

  it('builds again when a file of the template changes, and uploads nothing for the same bytes', async () => {
    await write('vyos/image.pkr.hcl', `${TEMPLATE}# a comment\n`);
    const before = await store.head('images/vyos/gateway.raw', signal);
    const ran = await runAction({});
    assert.equal(ran.code, 0, ran.stdout);
    assert.match(ran.stdout, /gateway \| .*file\.image/);
    assert.equal((await store.head('images/vyos/gateway.raw', signal))?.etag, before?.etag);
    const again = await runAction({});
    assert.doesNotMatch(again.stdout, /gateway \|/);
  });

  it('updates the open pull request for a new version', async () => {
    lab.origin.serve('/vyos.iso', 'second');
    await writeManifest('second');
    const ran = await runAction({});
    assert.equal(ran.code, 0, ran.stdout);
    assert.equal(github.pulls.length, 1);
    const proposed = github.git('show', `automated/image-updates:${VARIABLES}`);
    assert.ok(proposed.includes(sha256('second')), proposed);
  });

  it('leaves the pull request open while the image that it speaks for fails', async () => {
    await writeManifest('third');
    const ran = await runAction({});
    assert.equal(ran.code, 1);
    assert.match(
      ran.stdout,
      /::error file=images\/images.yaml,line=\d+,col=\d+::vyos-iso: checksum mismatch/,
    );
    assert.equal(github.pulls[0]?.state, 'open');
    assert.equal(github.writes(), 0);
    await writeManifest('second');
  });

  it('closes the pull request when the files say it already', async () => {
    github.mergeByHand(github.pulls[0]?.number ?? 0);
    await write(VARIABLES, github.git('show', `main:${VARIABLES}`));
    const ran = await runAction({});
    assert.equal(ran.code, 0, ran.stdout);
    assert.equal(await output('files_changed'), 'false');
    assert.equal(github.pulls.filter((pull) => pull.state === 'open').length, 0);
  });

  it('builds from what was merged, uploads it, lists both images, and prunes neither', async () => {
    const built = await runAction({
      mode: 'build',
      template: 'derived',
      artifact: 'output/derived.raw',
      credentials: '',
      'sops-age-key': '',
      token: '',
      manifest: '',
    });
    assert.equal(built.code, 0, built.stdout);
    const artifact = (await output('artifact')) ?? '';
    assert.equal(await output('checksum'), sha256(`built from ${sha256('second')}`));
    const upload = {
      mode: 'upload',
      source: artifact,
      destination: 'vyos/derived.raw',
      token: '',
      manifest: '',
    };
    assert.equal((await runAction(upload)).code, 0);

    await writeFile(runner, '');
    assert.equal((await runAction({ mode: 'list', manifest: '' })).code, 0);
    const listed = JSON.parse((await output('images')) ?? '[]');
    assert.deepEqual(
      listed.map((image: { destination: string; state: string }) => [
        image.destination,
        image.state,
      ]),
      [
        ['vyos/derived.raw', 'ok'],
        ['vyos/gateway.raw', 'ok'],
        ['vyos/vyos.iso', 'ok'],
      ],
    );
    const pruned = await runAction({ mode: 'prune' });
    assert.equal(pruned.code, 0, pruned.stdout);
    assert.equal(await inBucket('images/vyos/derived.raw'), `built from ${sha256('second')}`);
    assert.equal(await inBucket('images/vyos/vyos.iso'), 'second');
  });

  it('has put no secret into a file, the bucket or GitHub', async () => {
    const files = readdirSync(lab.folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile(),
    );
    const texts = await Promise.all(
      files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
    );
    const objects = await store.list('metadata/', signal);
    const metadata = await Promise.all(objects.map(({ key }) => inBucket(key)));
    const github_ = JSON.stringify([
      github.pulls,
      github.statuses,
      github.git('log', '--all', '-p'),
    ]);
    for (const secret of secrets()) {
      for (const text of [...texts, ...metadata, github_]) assert.ok(!text?.includes(secret));
    }
  });

  it('edits in place without a token, shows the lines, and leaves files alone when told to', async () => {
    await write(VARIABLES, OLD);
    const env = {
      PATH: TOOLS_PATH,
      SOPS_AGE_KEY: ageKey,
      NODE_EXTRA_CA_CERTS: lab.origin.caFile,
    };
    const args = [
      'sync',
      '--manifest',
      'images/images.yaml',
      '--credentials',
      'images/e2.sops.yaml',
    ];
    const keyFile = join(sops.folder, 'age-key.txt');
    await writeFile(keyFile, `# a comment, as age-keygen writes it\n${ageKey}\n`, { mode: 0o600 });
    const left = await lab.images([...args, '--no-update-files', '--sops-age-key-file', keyFile], {
      env: { ...env, SOPS_AGE_KEY: '' },
    });
    assert.equal(left.code, 0, left.stderr);
    assert.equal(await readFile(join(lab.folder, VARIABLES), 'utf8'), OLD);
    const ran = await lab.images(args, { env });
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /^- .*https:\/\/old\.example\.org\/vyos\.iso/m);
    assert.match(ran.stdout, /^\+ .*vyos_iso_checksum = "sha256:/m);
    assert.match(
      await readFile(join(lab.folder, VARIABLES), 'utf8'),
      /vyos_iso_checksum = "sha256:/,
    );
  });

  it('validates files and templates without credentials', async () => {
    await write(VARIABLES, 'nothing = "here"\n');
    const args = ['validate', '--offline', '--manifest', 'images/images.yaml'];
    const ran = await lab.images(args);
    assert.equal(ran.code, 2);
    assert.match(ran.stdout, /^images\/images\.yaml:\d+:\d+: vyos-iso: /m);
    await write(VARIABLES, OLD);
    assert.equal((await lab.images(args)).code, 0);
  });

  for (const [what, event] of [
    ['pull_request_target', {}],
    [
      'pull_request',
      {
        pull_request: {
          head: { repo: { full_name: 'fork/infra' } },
          base: { repo: { full_name: 'lab/infra' } },
        },
      },
    ],
  ] as const) {
    it(`loads no credentials on ${what} of a stranger, and still shows the plan of a dry run`, async () => {
      await write('event.json', JSON.stringify(event));
      const env = { GITHUB_EVENT_NAME: what, GITHUB_EVENT_PATH: join(lab.folder, 'event.json') };
      const refused = await runAction({}, env);
      assert.equal(refused.code, 2);
      assert.match(refused.stdout, /credentials are not loaded in this run/);
      const withoutBucket = { store: 'a-folder', credentials: '', 'sops-age-key': '' };
      const tokenRefused = await runAction(withoutBucket, env);
      assert.equal(tokenRefused.code, 2, 'the token is a credential too');
      assert.equal(github.requests.length, 0);
      const planned = await runAction({ 'dry-run': 'true' }, env);
      assert.equal(planned.code, 0, planned.stdout);
      assert.match((await output('matrix')) ?? '', /vyos-iso/);
      assert.equal(github.requests.length, 0);
    });
  }

  it('says in plain words that the key does not fit, or that the file was edited by hand', async () => {
    const wrong = await runAction({}, { 'INPUT_SOPS-AGE-KEY': sops.ageKey().secret });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stdout, /::error::.*cannot be opened with the age key that was given/);
    const file = await readFile(join(lab.folder, 'images/e2.sops.yaml'), 'utf8');
    await write('images/e2.sops.yaml', file.replace(`bucket: ${BUCKET}`, 'bucket: another'));
    const edited = await runAction({});
    assert.equal(edited.code, 2);
    assert.match(edited.stdout, /::error::.*sops (edit|set)/);
    await write('images/e2.sops.yaml', file);
  });

  it('lets no provisioner give orders to the runner', async () => {
    const shout =
      'provisioner "shell-local" {\n    inline = ["echo ::add-mask::injected", "echo ::error::injected"]\n  }';
    const template = TEMPLATE.replace(/(sources = .*\n)/, `$1  ${shout}\n`);
    await write('loud/image.pkr.hcl', template);
    const inputs = {
      mode: 'build',
      template: 'loud',
      manifest: '',
      credentials: '',
      'sops-age-key': '',
    };
    const ran = await runAction(inputs);
    assert.equal(ran.code, 0, ran.stdout);
    let token: string | undefined;
    for (const line of ran.stdout.split('\n')) {
      const stopped = /^::stop-commands::(.+)$/.exec(line)?.[1];
      if (token === undefined && stopped !== undefined) token = stopped;
      else if (token !== undefined && line === `::${token}::`) token = undefined;
      else if (line.includes('injected')) assert.ok(token !== undefined, line);
    }
    assert.match(ran.stdout, /injected/);
  });

  it('builds one template without a store', async () => {
    const args = [
      'build',
      '--template',
      'vyos',
      '--var',
      'content=by hand',
      '--artifact',
      'output/image.raw',
    ];
    const ran = await lab.images([...args, '--json'], { env: { PATH: TOOLS_PATH } });
    assert.equal(ran.code, 0, ran.stderr);
    const report = JSON.parse(ran.stdout);
    assert.equal(report.checksum, sha256('by hand'));
    assert.equal(await readFile(report.artifact, 'utf8'), 'by hand');
  });
});

/** The process list of the machine, as every user of it can read it. */
function noteCommandLines(seen: Set<string>): void {
  if (!existsSync('/proc/self/cmdline')) return;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      seen.add(readFileSync(join('/proc', entry, 'cmdline'), 'latin1'));
    } catch {
      // It has ended meanwhile.
    }
  }
}
