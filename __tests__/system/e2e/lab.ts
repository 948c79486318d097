/** A small lab for end-to-end tests: an HTTPS origin, a folder to work in, manifests, and the bundle to run. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Origin, startOrigin } from '../../support/servers/origin.ts';
import { type LabctlOptions, labctl, type Ran } from './labctl.ts';

export type LabImage = {
  readonly name: string;
  /** Path at the origin. */
  readonly path: string;
  readonly checksum: string;
  readonly destination: string;
  readonly decompress?: string;
  readonly expected?: string;
};

export type Lab = {
  readonly folder: string;
  readonly origin: Origin;
  /** Writes `images.yaml`, or another file; the manifest is called `lab`. */
  writeManifest(images: readonly LabImage[], file?: string): Promise<void>;
  /** Runs `labctl images ARGS` in the folder, the origin's authority trusted. */
  images(args: readonly string[], options?: Partial<LabctlOptions>): Promise<Ran>;
  close(): Promise<void>;
};

export async function openLab(): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-e2e-'));
  const origin = await startOrigin();
  return {
    folder,
    origin,
    writeManifest: (images, file = 'images.yaml') =>
      writeFile(join(folder, file), manifestText(images, origin.origin)),
    images: (args, { env, ...more } = {}) =>
      labctl(['images', ...args], {
        cwd: folder,
        env: { NODE_EXTRA_CA_CERTS: origin.caFile, ...env },
        ...more,
      }),
    async close() {
      await origin.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function sha256(data: Buffer | string): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}

/** An image that is served as it is to be published. */
export function plainImage(name: string, data: Buffer | string): LabImage {
  return { name, path: `/${name}.iso`, checksum: sha256(data), destination: `${name}/${name}.iso` };
}

function manifestText(images: readonly LabImage[], origin: string): string {
  const entries = images.map((image) => ({
    name: image.name,
    source: {
      url: `${origin}${image.path}`,
      checksum: image.checksum,
      ...(image.decompress && { decompress: image.decompress }),
    },
    destination: image.destination,
    ...(image.expected && { validation: { algorithm: 'sha256', expected: image.expected } }),
  }));
  // JSON is YAML.
  return JSON.stringify({
    apiVersion: 'images.lab.gilman.io/v1alpha1',
    kind: 'ImageManifest',
    metadata: { name: 'lab' },
    spec: { images: entries },
  });
}
