import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { parse } from 'yaml';
import { createS3Store } from '../../../src/store/s3/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { type GitHubServer, startGitHubServer } from '../../support/servers/github-server.ts';
import { type S3Proxy, startS3Proxy } from '../../support/servers/s3-proxy.ts';
import {
  anyServer,
  missingServer,
  type S3Server,
  startS3Server,
} from '../../support/servers/s3-servers.ts';
import { createSopsLab, needs, type SopsLab } from '../../unit/credentials/sops/sops-lab.ts';
import { type Lab, openLab, sha256 } from '../e2e/lab.ts';
import {
  type ActEvent,
  type ActOptions,
  type ActRan,
  commitAll,
  forAct,
  readAll,
  runAct,
} from './act.ts';
import { ROOT, readText } from './workflow-files.ts';

const BUCKET = 'lab-images';
const CALLER = '.github/workflows/images.yml';
const SHARDED = '.github/workflows/images-sync-sharded.yml';
const VARIABLES = 'vyos.pkrvars.hcl';
const OLD = 'vyos_iso_url = "https://old.example.org/vyos.iso"\nvyos_iso_checksum = "none"\n';
const PUSH: ActEvent = { name: 'push', payload: { ref: 'refs/heads/main' } };
const skip = missingServer(anyServer()) || needs('act', 'sops', 'age-keygen').skip;
const { signal } = new AbortController();

/** The workflow that docs/scale.md shows to be copied, for this repository and with two jobs. */
function callerOfReadme(): string {
  return forTwoJobs(blockOfReadme(SHARDED));
}

/** The same one with what docs/scale.md gives it instead of a SOPS file. */
function callerWithKeys(): string {
  const [head = ''] = blockOfReadme(SHARDED).split(/^ {4}with:/m);
  return forTwoJobs(head + blockOfReadme('vars.E2_BUCKET'));
}

function blockOfReadme(part: string): string {
  const blocks = readText('docs/scale.md').matchAll(/```yaml\n([\s\S]*?)```/g);
  return [...blocks].map(([, block = '']) => block).find((block) => block.includes(part)) ?? '';
}

function forTwoJobs(caller: string): string {
  return caller
    .replace(`OWNER/labctl/${SHARDED}@v1`, `./${SHARDED}`)
    .replace('shards: 8', 'shards: 2');
}

describe('images-sync-sharded.yml, called as docs/scale.md says, run by act', { skip }, () => {
  let lab: Lab;
  let s3: S3Server;
  let proxy: S3Proxy;
  let store: Store;
  let sops: SopsLab;
  let github: GitHubServer;
  let ageKey: string;
  let checkout: string;
  let runs = 0;

  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(checkout, path)), { recursive: true });
    await writeFile(join(checkout, path), text);
  };
  const runWorkflow = async (
    given: Partial<ActOptions> = {},
  ): Promise<ActRan & { summaries: readonly string[]; home: string }> => {
    runs += 1;
    const home = join(lab.folder, `home-${runs}`);
    const ran = await runAct(checkout, home, {
      workflow: CALLER,
      event: PUSH,
      env: {
        GITHUB_API_URL: github.apiUrl,
        GITHUB_REPOSITORY: github.repository,
        NODE_EXTRA_CA_CERTS: lab.origin.caFile,
      },
      secrets: { SOPS_AGE_KEY: ageKey, GITHUB_TOKEN: github.token },
      ...given,
    });
    return { ...ran, summaries: ran.output.split('Summary - ').slice(1), home };
  };
  const inBucket = async (key: string) => {
    const found = await store.get(key, signal);
    return found === undefined ? undefined : String(await buffer(found.body));
  };
  /** One image of each name; its content is its name, `vyos` has a file that follows it. */
  const writeManifest = async (sizes: Readonly<Record<string, number>>, broken?: string) => {
    const images = Object.entries(sizes).map(([name, size]) => {
      const content = name.repeat(size);
      lab.origin.serve(`/${name}.iso`, content);
      const checksum = sha256(name === broken ? 'something else' : content);
      const source = { url: lab.origin.url(`/${name}.iso`), checksum };
      const replacements = [
        { pattern: 'vyos_iso_url = ".*"', value: 'vyos_iso_url = "{{ .Source.URL }}"' },
        {
          pattern: 'vyos_iso_checksum = ".*"',
          value: 'vyos_iso_checksum = "{{ .Source.Checksum }}"',
        },
      ];
      const updateFile = name === 'vyos' ? { updateFile: { path: VARIABLES, replacements } } : {};
      return { name, source, destination: `${name}/${name}.iso`, ...updateFile };
    });
    const manifest = {
      apiVersion: 'images.lab.gilman.io/v1alpha1',
      kind: 'ImageManifest',
      metadata: { name: 'lab' },
      spec: { images },
    };
    await write('images/images.yaml', JSON.stringify(manifest));
  };

  before(async () => {
    s3 = await startS3Server(anyServer(), BUCKET);
    proxy = await startS3Proxy(s3);
    store = createS3Store({ ...s3, bucket: BUCKET });
    sops = await createSopsLab();
    lab = await openLab();
    checkout = join(lab.folder, 'infra');
    github = await startGitHubServer({ [VARIABLES]: OLD });
    const { secret, recipient } = sops.ageKey();
    ageKey = secret;
    const plain = `access_key: ${s3.accessKey}\nsecret_key: ${s3.secretKey}\nendpoint: ${proxy.endpoint}\nbucket: ${BUCKET}\n`;
    const encrypted = await sops.encrypt('sharded', plain, recipient);
    await write('images/e2.sops.yaml', await readFile(encrypted, 'utf8'));
    await writeManifest({ vyos: 9, talos: 5, harvester: 1 });
    await write(VARIABLES, OLD);
    await write(CALLER, forAct(callerOfReadme()));
    await write(SHARDED, forAct(readText(SHARDED)));
    for (const path of ['action.yml', 'dist']) {
      await cp(join(ROOT, path), join(checkout, path), { recursive: true });
    }
    commitAll(checkout, github.repository);
  });
  beforeEach(() => {
    github.forget();
    proxy.forget();
  });
  after(async () => {
    await lab?.close();
    await sops?.remove();
    await proxy?.close();
    await s3?.stop();
    await github?.close();
  });

  it('two jobs bring the images in place, one opens the pull request and writes the summary', async () => {
    const ran = await runWorkflow();
    assert.equal(ran.code, 0, ran.output);
    for (const [name, size] of Object.entries({ vyos: 9, talos: 5, harvester: 1 })) {
      assert.equal(await inBucket(`images/${name}/${name}.iso`), name.repeat(size));
      assert.equal(
        lab.origin.requests.filter(
          ({ path, method }) => path === `/${name}.iso` && method === 'GET',
        ).length,
        1,
      );
    }
    assert.match(ran.output, /vyos: uploaded/);
    assert.deepEqual([...new Set(ran.output.match(/sync \(\d of \d\)/g))].toSorted(), [
      'sync (1 of 2)',
      'sync (2 of 2)',
    ]);
    const [pull, ...others] = github.pulls;
    assert.deepEqual(others, []);
    const proposed = github.git('show', `${pull?.head}:${VARIABLES}`);
    assert.ok(proposed.includes(sha256('vyos'.repeat(9))), proposed);
    assert.equal(github.statuses.length, 1);
    assert.equal(proxy.count('PutObject', 'metadata/index.json'), 1);
    assert.equal(ran.summaries.length, 1, ran.summaries.join('\n'));
    for (const name of ['vyos', 'talos', 'harvester']) {
      assert.match(ran.summaries[0] ?? '', new RegExp(`<td>${name}</td><td>current</td>`));
    }
  });

  it('starts no job when there is nothing to do, and asks the bucket for next to nothing', async () => {
    const ran = await runWorkflow();
    assert.equal(ran.code, 0, ran.output);
    assert.doesNotMatch(ran.output, /sync \(\d of \d\)/);
    assert.equal(github.writes(), 0);
    assert.equal(proxy.count(), 6);
    assert.equal(ran.summaries.length, 1);
  });

  it('a job that fails keeps neither the others nor the pull request, and nothing is fetched twice', async () => {
    await writeManifest({ vyos: 7, talos: 6, harvester: 1 }, 'talos');
    const before = lab.origin.requests.length;
    const ran = await runWorkflow();
    assert.equal(ran.code, 1, ran.output);
    assert.equal(await inBucket('images/vyos/vyos.iso'), 'vyos'.repeat(7));
    assert.equal(await inBucket('images/talos/talos.iso'), 'talos'.repeat(5));
    assert.match(ran.output, /talos: checksum mismatch/);
    assert.match(ran.output, /images\/talos\/talos\.iso is not in place/);
    const fetched = lab.origin.requests.slice(before).filter(({ method }) => method === 'GET');
    assert.deepEqual(fetched.map(({ path }) => path).toSorted(), ['/talos.iso', '/vyos.iso']);
    const [pull, ...others] = github.pulls;
    assert.deepEqual(others, []);
    const proposed = github.git('show', `${pull?.head}:${VARIABLES}`);
    assert.ok(proposed.includes(sha256('vyos'.repeat(7))), proposed);
    assert.equal(ran.summaries.length, 1);
    assert.match(ran.summaries[0] ?? '', /<td>talos<\/td><td>changed<\/td><td>failed<\/td>/);
  });

  it('takes the keys as secrets where there is no SOPS file, and leaves them nowhere', async () => {
    await rm(join(checkout, 'images/e2.sops.yaml'));
    await write(CALLER, forAct(callerWithKeys()));
    await writeManifest({ vyos: 8, talos: 3, harvester: 1 });
    const ran = await runWorkflow({
      secrets: {
        E2_ACCESS_KEY: s3.accessKey,
        E2_SECRET_KEY: s3.secretKey,
        GITHUB_TOKEN: github.token,
      },
      variables: { E2_ENDPOINT: proxy.endpoint, E2_BUCKET: BUCKET },
    });
    assert.equal(ran.code, 0, ran.output);
    assert.match(ran.output, /sync \(2 of 2\)/);
    assert.equal(await inBucket('images/vyos/vyos.iso'), 'vyos'.repeat(8));
    assert.equal(await inBucket('images/talos/talos.iso'), 'talos'.repeat(3));
    assert.equal(github.pulls.length, 1);
    for (const secret of [s3.accessKey, s3.secretKey]) {
      assert.ok(!ran.output.includes(secret));
      assert.ok(!(await readAll(ran.home)).some((text) => text.includes(secret)));
    }
  });

  it('the callers are those of docs/scale.md, whole workflows', () => {
    for (const caller of [callerOfReadme(), callerWithKeys()]) {
      assert.equal(parse(caller).jobs.images.uses, `./${SHARDED}`);
      assert.equal(parse(caller).jobs.images.with.shards, 2);
    }
  });
});
