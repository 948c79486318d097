import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image, Manifest, UpdateFile } from '../../../../src/images/manifest/image.ts';
import { parseManifest } from '../../../../src/images/manifest/parse-manifest.ts';
import {
  checksumOf,
  imageEntry,
  manifestText,
  packerEntry,
} from '../../../support/builders/manifest-builder.ts';
import { summary } from './marked.ts';

const TALOS_XZ = checksumOf(1);
const TALOS_RAW = checksumOf(2);
const VYOS = checksumOf(3);
const HARVESTER = checksumOf(4);

/** The full example of the newer specification, with real checksums put in. */
const NEWER = `# images/images.yaml
apiVersion: images.lab.gilman.io/v1alpha1
kind: ImageManifest
metadata:
  name: lab-images
spec:
  images:
    # Simple source image (download and upload)
    - name: talos-1.9.1
      source:
        url: https://factory.talos.dev/image/.../metal-amd64.raw.xz
        checksum: ${TALOS_XZ}
        decompress: xz  # Optional: xz, gzip, zstd
      destination: talos/talos-1.9.1-amd64.raw
      validation:
        algorithm: sha256
        expected: ${TALOS_RAW}  # Post-decompression checksum

    # Source image that triggers downstream build
    - name: vyos-iso
      source:
        url: https://github.com/vyos/vyos-rolling-nightly-builds/releases/download/1.5-rolling-202412190007/vyos-1.5-rolling-202412190007-amd64.iso
        checksum: ${VYOS}
      destination: vyos/vyos-1.5-rolling-202412190007.iso
      updateFile:
        path: infrastructure/network/vyos/packer/source.auto.pkrvars.hcl
        replacements:
          - pattern: 'vyos_iso_url\\s*=\\s*"[^"]*"'
            value: 'vyos_iso_url = "{{ .Source.URL }}"'
          - pattern: 'vyos_iso_checksum\\s*=\\s*"[^"]*"'
            value: 'vyos_iso_checksum = "{{ .Source.Checksum }}"'

    # Harvester ISO (no transformation)
    - name: harvester-1.4.0
      source:
        url: https://releases.rancher.com/harvester/v1.4.0/harvester-v1.4.0-amd64.iso
        checksum: ${HARVESTER}
      destination: harvester/harvester-1.4.0-amd64.iso
`;

/** The full example of the older specification, with real checksums put in. */
const OLDER = `# images.yaml - Image pipeline configuration
apiVersion: images.lab.gilman.io/v1alpha1
kind: ImageManifest
metadata:
  name: lab-images
spec:
  defaults:
    # Default destination bucket path prefix
    destinationPrefix: images/
    # Default validation algorithm
    validation:
      algorithm: sha256

  images:
    # HTTP Download Source
    - name: talos-1.9.1
      source:
        type: http
        url: https://factory.talos.dev/image/.../metal-amd64.raw.xz
        checksum: ${TALOS_XZ}
        # Optional: decompress after download
        decompress: xz
      destination:
        path: talos/talos-1.9.1-amd64.raw
      validation:
        algorithm: sha256
        expected: ${TALOS_RAW}  # Post-decompression checksum

    # Packer Build Source
    - name: vyos-gateway
      source:
        type: packer
        path: infrastructure/network/vyos/packer
        variables:
          vyos_iso_url: https://github.com/vyos/vyos-rolling-nightly-builds/...
          vyos_iso_checksum: sha256:...
        # Output artifact from Packer
        artifact: output/vyos-lab.raw
      destination:
        path: vyos/vyos-gateway.raw

    # ISO passthrough (no transformation)
    - name: harvester-1.4.0
      source:
        type: http
        url: https://releases.rancher.com/harvester/v1.4.0/harvester-v1.4.0-amd64.iso
        checksum: ${HARVESTER}
      destination:
        path: harvester/harvester-1.4.0-amd64.iso
`;

function load(text: string): Manifest {
  const { manifest, findings } = parseManifest(text, 'images.yaml');
  assert.deepEqual(findings.map(summary), []);
  assert.ok(manifest);
  return manifest;
}

/** The image, or a part of it, without places. */
function placeless(part: Image | UpdateFile | undefined): unknown {
  const isPlace = (key: string) => key === 'place' || key === 'fields';
  return JSON.parse(JSON.stringify(part, (key, value) => (isPlace(key) ? undefined : value)));
}

const TALOS = {
  name: 'talos-1.9.1',
  destination: 'talos/talos-1.9.1-amd64.raw',
  source: {
    type: 'http',
    url: 'https://factory.talos.dev/image/.../metal-amd64.raw.xz',
    checksum: TALOS_XZ,
    decompress: 'xz',
  },
  expected: TALOS_RAW,
};
const HARVESTER_IMAGE = {
  name: 'harvester-1.4.0',
  destination: 'harvester/harvester-1.4.0-amd64.iso',
  source: {
    type: 'http',
    url: 'https://releases.rancher.com/harvester/v1.4.0/harvester-v1.4.0-amd64.iso',
    checksum: HARVESTER,
  },
};

test('loads the example of the newer specification', () => {
  const { name, images } = load(NEWER);
  assert.equal(name, 'lab-images');
  assert.deepEqual(
    images.map((image) => placeless(image)),
    [
      TALOS,
      {
        name: 'vyos-iso',
        destination: 'vyos/vyos-1.5-rolling-202412190007.iso',
        source: {
          type: 'http',
          url: 'https://github.com/vyos/vyos-rolling-nightly-builds/releases/download/1.5-rolling-202412190007/vyos-1.5-rolling-202412190007-amd64.iso',
          checksum: VYOS,
        },
        updateFile: {
          path: 'infrastructure/network/vyos/packer/source.auto.pkrvars.hcl',
          replacements: [
            {
              pattern: 'vyos_iso_url\\s*=\\s*"[^"]*"',
              value: 'vyos_iso_url = "{{ .Source.URL }}"',
            },
            {
              pattern: 'vyos_iso_checksum\\s*=\\s*"[^"]*"',
              value: 'vyos_iso_checksum = "{{ .Source.Checksum }}"',
            },
          ],
        },
      },
      HARVESTER_IMAGE,
    ],
  );
});

test('loads the example of the older specification, into the same images', () => {
  const { name, images } = load(OLDER);
  assert.equal(name, 'lab-images');
  assert.deepEqual(
    images.map((image) => placeless(image)),
    [
      TALOS,
      {
        name: 'vyos-gateway',
        destination: 'vyos/vyos-gateway.raw',
        source: {
          type: 'packer',
          path: 'infrastructure/network/vyos/packer',
          variables: {
            vyos_iso_url: 'https://github.com/vyos/vyos-rolling-nightly-builds/...',
            vyos_iso_checksum: 'sha256:...',
          },
          artifact: 'output/vyos-lab.raw',
        },
      },
      HARVESTER_IMAGE,
    ],
  );
});

test('tells where each image begins', () => {
  const places = load(OLDER).images.map(({ place }) => place);
  assert.deepEqual(places, [
    { file: 'images.yaml', line: 16, column: 7 },
    { file: 'images.yaml', line: 30, column: 7 },
    { file: 'images.yaml', line: 43, column: 7 },
  ]);
});

test('tells where the fields stand that an image may fail by', () => {
  const [talos] = load(NEWER).images;
  const places = Object.entries(talos?.fields ?? {}).map(([field, { line }]) => [field, line]);
  assert.deepEqual(Object.fromEntries(places), {
    'source.url': 11,
    'source.checksum': 12,
    'source.decompress': 13,
    'validation.expected': 17,
  });
});

test("refuses the specifications' own placeholders, each where it stands", () => {
  const text = NEWER.replace(TALOS_XZ, 'sha256:abc123...').replace(HARVESTER, 'sha256:...');
  const { findings } = parseManifest(text, 'images.yaml');
  assert.deepEqual(
    findings.map(({ place }) => `${place.line}:${place.column}`),
    ['12:19', '37:19'],
  );
  for (const { message } of findings) assert.match(message, /placeholder/);
});

test('leaves out what the manifest leaves out', () => {
  const [iso, built] = load(manifestText({ images: [imageEntry(), packerEntry()] })).images;
  assert.deepEqual(Object.keys(iso ?? {}), ['name', 'destination', 'source', 'place', 'fields']);
  assert.deepEqual(Object.keys(iso?.source ?? {}), ['type', 'url', 'checksum']);
  assert.deepEqual(built?.source, {
    type: 'packer',
    path: 'packer/vyos',
    variables: {},
    artifact: 'output/vyos.raw',
  });
});

test('ignores the default algorithm where a checksum names another', () => {
  const defaults = { validation: { algorithm: 'sha512' } };
  assert.equal(load(manifestText({ defaults })).images.length, 1);
});

test('keeps all: true of a replacement', () => {
  const replacements = [{ pattern: 'a', value: 'b', all: true }];
  const text = manifestText({ images: [imageEntry({ updateFile: { path: 'a', replacements } })] });
  const { updateFile } = load(text).images[0] ?? {};
  assert.deepEqual(placeless(updateFile), { path: 'a', replacements });
});

test('keeps the places of path and patterns', () => {
  const { updateFile } = load(NEWER).images[1] ?? {};
  const places = [updateFile, ...(updateFile?.replacements ?? [])].map((part) => part?.place);
  assert.deepEqual(places, [
    { file: 'images.yaml', line: 26, column: 15 },
    { file: 'images.yaml', line: 28, column: 22 },
    { file: 'images.yaml', line: 30, column: 22 },
  ]);
});
