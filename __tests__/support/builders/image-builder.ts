/** Images and manifests for tests that need no YAML. */
import { createHash } from 'node:crypto';
import type { Image, Manifest } from '../../../src/images/manifest/image.ts';
import type { Checksum } from '../../../src/stream/hash/checksum.ts';

export function sha256Of(bytes: Buffer | string): Checksum {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** An image of these bytes at `https://origin.test/<name>`, published as `<name>.raw`. */
export function anImage(name: string, bytes: Buffer | string, more: Partial<Image> = {}): Image {
  return {
    name,
    destination: `${name}.raw`,
    source: { type: 'http', url: `https://origin.test/${name}`, checksum: sha256Of(bytes) },
    place: { file: 'images.yaml', line: 1, column: 1 },
    ...more,
  };
}

export function aManifest(images: readonly Image[], name = 'lab'): Manifest {
  return { name, images };
}
