/** The gateway's Packer template with the real QEMU plugin, and the manifest that keeps its ISO in step. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import type { Image } from '../../../src/images/manifest/image.ts';
import { parseManifest } from '../../../src/images/manifest/parse-manifest.ts';
import { computeEdits } from '../../../src/images/update-file/edits.ts';
import { aCheckout } from '../../support/builders/checkout-builder.ts';
import { missingPacker, PACKER } from '../../unit/packer/packer-lab.ts';
import { labctl } from '../e2e/labctl.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PLUGINS = join(ROOT, '.cache', 'packer-plugins');
const TEMPLATE = 'infrastructure/network/vyos/packer';
const VARIABLES = `${TEMPLATE}/source.auto.pkrvars.hcl`;
const MANIFEST = 'images/images.yaml';

function missingPlugin(): string | false {
  const stamp = join(PLUGINS, 'packer-plugin-qemu.version');
  if (existsSync(stamp) || process.env['LABCTL_REQUIRE_TOOLS'] === '1') return false;
  return 'the QEMU plugin is not in .cache/packer-plugins: run "npm run pretest" with Go installed';
}

/** Answers all that it says, the exit code at its end. */
function packer(...args: string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: ROOT,
    PACKER_PLUGIN_PATH: PLUGINS,
    // Whatever wants to be fetched fails at once.
    HTTPS_PROXY: 'http://127.0.0.1:1',
    CHECKPOINT_DISABLE: '1',
    PACKER_NO_COLOR: '1',
    PACKER_CONFIG_DIR: join(ROOT, '.cache'),
  };
  return new Promise((resolve) => {
    execFile(PACKER, args, { cwd: ROOT, env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve(`${stdout}${stderr}\nexit code ${error === null ? 0 : error.code}`);
    });
  });
}

describe('the template of the gateway', { skip: missingPacker() || missingPlugin() }, () => {
  it('needs nothing to be fetched when the plugin is installed', async () => {
    assert.match(await packer('init', TEMPLATE), /\nexit code 0$/);
  });

  it('is valid for the QEMU plugin', async () => {
    const said = await packer('validate', TEMPLATE);
    assert.match(said, /The configuration is valid\.[\s\S]*\nexit code 0$/);
    assert.doesNotMatch(said, /warning/i);
  });

  it('is formatted, before and after labctl has edited it', async (t) => {
    assert.equal(await packer('fmt', '-check', '-diff', TEMPLATE), '\nexit code 0');
    const { checkout, images } = await theCheckout(t, 'https://example.org/a/much/longer/url.iso');
    const [file] = (await computeEdits(images, checkout)).files;
    await checkout.write(VARIABLES, file?.after ?? '');
    assert.equal(await packer('fmt', '-check', '-diff', checkout.path(TEMPLATE)), '\nexit code 0');
  });

  it('says what is wrong with a variable', async () => {
    for (const [variable, message] of [
      ['ssh_public_key=nonsense', /public key must be one line/],
      ['password=a<enter>b', /password must consist of/],
      ['lan_address=192.168.10.1', /written with its prefix/],
      ['vyos_iso_checksum=none', /must be written sha256/],
    ] as const) {
      const said = await packer('validate', '-var', variable, TEMPLATE);
      assert.match(said.replaceAll(/\s+/g, ' '), message, variable);
      assert.match(said, /\nexit code 1$/, variable);
    }
  });

  it('takes the key of a person', async () => {
    const key = 'ssh_public_key=ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB2 me@example.org';
    assert.match(await packer('validate', '-var', key, TEMPLATE), /\nexit code 0$/);
  });
});

test('the template of the gateway writes the file that is uploaded, and Git ignores it', async (t) => {
  const checkout = await aCheckout(t, {
    [`${TEMPLATE}/.gitignore`]: await readFile(join(ROOT, TEMPLATE, '.gitignore')),
  });
  checkout.git('init', '-q');
  for (const path of ['output/vyos-lab.raw', 'output/vyos-lab.key', 'packer_cache/x.iso']) {
    assert.equal(checkout.git('check-ignore', `${TEMPLATE}/${path}`).trim(), `${TEMPLATE}/${path}`);
  }
  const template = await readFile(join(ROOT, TEMPLATE, 'image.pkr.hcl'), 'utf8');
  assert.match(template, /output += "\$\{path\.root\}\/output"/);
  assert.match(template, /output_directory = local\.output\n +vm_name += "vyos-lab\.raw"/);
});

describe("the repository's own manifest", () => {
  it('has no findings, and both images', async () => {
    const { manifest, findings } = parseManifest(await readFile(join(ROOT, MANIFEST)), MANIFEST);
    assert.deepEqual(findings, []);
    assert.deepEqual(
      manifest?.images.map(({ name }) => name),
      ['vyos-stream', 'talos-base'],
    );
  });

  it('passes labctl images validate --offline', async () => {
    const ran = await labctl(['images', 'validate', '--offline'], { cwd: ROOT });
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /images\.yaml: 2 images, no findings/);
  });

  it('changes nothing in the template as it is', async (t) => {
    const { checkout, images } = await theCheckout(t);
    assert.deepEqual(await computeEdits(images, checkout), {
      files: [],
      changes: [],
      failures: [],
    });
  });

  it('changes the URL and the checksum of the template, and nothing else, with the version', async (t) => {
    const url =
      'https://community-downloads.vyos.dev/stream/2026.02/vyos-2026.02-generic-amd64.iso';
    const { checkout, images, before } = await theCheckout(t, url);
    const { files, failures } = await computeEdits(images, checkout);
    assert.deepEqual(failures, []);
    assert.deepEqual(
      files.map(({ path }) => path),
      [VARIABLES],
    );
    assert.equal(
      String(files[0]?.after),
      before
        .replace(/(vyos_iso_url = )".*"/, `$1"${url}"`)
        .replace(/(vyos_iso_checksum = )".*"/, `$1"sha256:${'b'.repeat(64)}"`),
    );
  });
});

/** A checkout with the variables of the template, and the images of the manifest, vyos-stream with another URL. */
async function theCheckout(
  t: Parameters<typeof aCheckout>[0],
  url?: string,
): Promise<{
  checkout: Awaited<ReturnType<typeof aCheckout>>;
  images: readonly Image[];
  before: string;
}> {
  const before = await readFile(join(ROOT, VARIABLES), 'utf8');
  const checkout = await aCheckout(t, { [VARIABLES]: before });
  let text = await readFile(join(ROOT, MANIFEST), 'utf8');
  if (url !== undefined) {
    // The first of the manifest is vyos-stream.
    text = text
      .replace(/url: \S+/, `url: ${url}`)
      .replace(/checksum: \S+/, `checksum: sha256:${'b'.repeat(64)}`);
  }
  const { manifest, findings } = parseManifest(text, MANIFEST);
  assert.deepEqual(findings, []);
  return { checkout, images: manifest?.images ?? [], before };
}
