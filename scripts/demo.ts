/** The main job from end to end on this machine alone: a loopback HTTPS origin, a folder as the store, the real bundle. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify, styleText } from 'node:util';
import { gzip, zstdCompress } from 'node:zlib';
import lzma from 'lzma-native';
import { startOrigin } from '../__tests__/support/servers/origin.ts';
import { nodeOfBundle } from '../__tests__/system/e2e/labctl.ts';

const MIB = 2 ** 20;
const BUNDLE = new URL('../dist/index.js', import.meta.url).pathname;

type DemoImage = {
  readonly name: string;
  readonly file: string;
  readonly destination: string;
  readonly served: Buffer;
  readonly decoded: Buffer;
  readonly decompress?: string;
};

async function main(): Promise<void> {
  say('generating images: plain, .xz, .gz and .zst, about 200 MB once decoded');
  const images = await makeImages();
  const folder = await mkdtemp(join(tmpdir(), 'labctl-demo-'));
  const origin = await startOrigin();
  try {
    for (const image of images) origin.serve(image.file, image.served);
    const manifest = join(folder, 'images.yaml');
    const writeManifest = (chosen: readonly DemoImage[]) =>
      writeFile(manifest, manifestOf(chosen, origin.origin));
    const labctl = (...args: string[]) => runBundle(args, { folder, caFile: origin.caFile });

    const [first, second] = [images.slice(0, 4), [...images.slice(1, 4), ...images.slice(4)]];
    await writeManifest(first);
    await labctl('validate');
    await labctl('sync', '--store', './store');

    say('again: everything is in place');
    const before = origin.requests.length;
    await labctl('sync', '--store', './store');
    say(`requests that the origin saw meanwhile: ${origin.requests.length - before}`);
    await labctl('list', '--store', './store');

    say('the manifest moves router from 1.0 to 1.1');
    await writeManifest(second);
    await labctl('sync', '--store', './store');
    await labctl('prune', '--store', './store', '--dry-run');
  } finally {
    await origin.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeImages(): Promise<DemoImage[]> {
  const xz = (data: Buffer) => lzma.compress(data, { preset: 0 });
  const [talos, nas, rescue] = [makeImage(2, 56), makeImage(3, 48), makeImage(4, 56)];
  return [
    plainImage('router-1.0', makeImage(1, 40)),
    packed('talos', 'xz', talos, await xz(talos)),
    packed('nas', 'gzip', nas, await promisify(gzip)(nas, { level: 1 })),
    packed('rescue', 'zstd', rescue, await promisify(zstdCompress)(rescue)),
    plainImage('router-1.1', makeImage(5, 40)),
  ];
}

function plainImage(name: string, data: Buffer): DemoImage {
  return {
    name,
    file: `/${name}.iso`,
    destination: `router/${name}.iso`,
    served: data,
    decoded: data,
  };
}

function packed(name: string, decompress: string, decoded: Buffer, served: Buffer): DemoImage {
  const ending = { xz: 'xz', gzip: 'gz', zstd: 'zst' }[decompress];
  const file = `/${name}.raw.${ending}`;
  return { name, file, destination: `${name}/${name}.raw`, served, decoded, decompress };
}

/** Something like a disk image: runs of zeros, text, and bytes that do not compress; the same for a seed. */
function makeImage(seed: number, mebibytes: number): Buffer {
  const image = Buffer.alloc(mebibytes * MIB);
  let state = seed * 2654435761;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const text = 'kernel=/boot/vmlinuz initrd=/boot/initramfs console=ttyS0 quiet\n';
  for (let block = 0; block < image.length; block += 64 * 1024) {
    const end = block + 64 * 1024;
    const kind = next() % 3;
    if (kind === 1) image.fill(text, block, end);
    if (kind === 2) for (let at = block; at < end; at += 4) image.writeUInt32LE(next(), at);
  }
  return image;
}

function manifestOf(images: readonly DemoImage[], origin: string): string {
  const entries = images.map((image) => {
    const source = [
      `url: ${origin}${image.file}`,
      `checksum: ${sha256(image.served)}`,
      ...(image.decompress === undefined ? [] : [`decompress: ${image.decompress}`]),
    ];
    const validation =
      image.decompress === undefined
        ? ''
        : `\n      validation: {algorithm: sha256, expected: '${sha256(image.decoded)}'}`;
    return `    - name: ${image.name}
      source:
        ${source.join('\n        ')}
      destination: ${image.destination}${validation}`;
  });
  return `apiVersion: images.lab.gilman.io/v1alpha1
kind: ImageManifest
metadata:
  name: demo
spec:
  images:
${entries.join('\n')}
`;
}

function sha256(data: Buffer): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}

async function runBundle(
  [verb, ...rest]: string[],
  { folder, caFile }: { folder: string; caFile: string },
): Promise<void> {
  const args = [
    'images',
    String(verb),
    ...(verb === 'list' ? [] : ['--manifest', 'images.yaml']),
    ...rest,
  ];
  process.stdout.write(styleText('bold', `\n$ labctl ${args.join(' ')}\n`));
  const child = spawn(nodeOfBundle(), [BUNDLE, ...args], {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile, NO_PROXY: 'localhost' },
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`labctl ${args.join(' ')} ended with exit code ${code}`);
}

function say(text: string): void {
  process.stdout.write(styleText('dim', `\n# ${text}\n`));
}

await main();
