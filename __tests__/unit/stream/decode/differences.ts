/** The files that labctl judges differently from the tool of their format, and why: the table of docs/decoders.md. */
import { gzipSync } from 'node:zlib';
import { zipOf } from '../../tools/fetch/zip-writer.ts';
import { GZIP, XZ, ZSTD } from './all-decoders.ts';
import type { Tool } from './cli.ts';
import type { Decoders } from './decoder-cases.ts';
import { machineCode, TEXT, xz } from './samples.ts';
import { withXzDictionary } from './xz-surgery.ts';

export type Difference = {
  readonly format: Tool;
  /** What the file is. */
  readonly file: string;
  /** What the tool does as a user would call it; `depends` on its version or on how it was built. */
  readonly tool: 'accepts' | 'refuses' | 'depends';
  readonly labctl: 'refuses' | 'accepts';
  readonly why: string;
  /** Those that differ. */
  readonly decoders: Decoders;
  readonly bytes: () => Buffer;
};

const ONE_FORMAT = '`decompress` names one format, and nothing else is read';

export const DIFFERENCES: readonly Difference[] = [
  {
    format: 'xz',
    file: 'legacy .lzma',
    tool: 'accepts',
    labctl: 'refuses',
    why: ONE_FORMAT,
    decoders: XZ,
    bytes: () => xz(TEXT, '--format=lzma'),
  },
  {
    format: 'xz',
    file: 'a dictionary that needs more than 512 MiB of memory',
    tool: 'accepts',
    labctl: 'refuses',
    why: 'no image may take the memory of the machine; the presets of xz need 65 MiB at most',
    decoders: XZ,
    bytes: () => withXzDictionary(xz(TEXT), 35),
  },
  {
    format: 'xz',
    file: 'a filter newer than xz 5.2 (ARM64, RISC-V), where no `xz` program is found',
    tool: 'accepts',
    labctl: 'refuses',
    why: 'the library is of that age; the message says to install `xz`',
    decoders: { library: XZ.library },
    bytes: () => xz(machineCode(), '--arm64', '--lzma2=preset=0'),
  },
  {
    format: 'gzip',
    file: 'what `compress` wrote (.Z)',
    tool: 'accepts',
    labctl: 'refuses',
    why: ONE_FORMAT,
    decoders: GZIP,
    bytes: () => Buffer.from('1f9d9068cab061f306', 'hex'),
  },
  {
    format: 'gzip',
    file: 'a zip of one file',
    tool: 'accepts',
    labctl: 'refuses',
    why: ONE_FORMAT,
    decoders: GZIP,
    bytes: () => zipOf({ name: 'image.raw', content: TEXT }),
  },
  {
    format: 'zstd',
    file: 'gzip, xz, .lzma or lz4',
    tool: 'depends',
    labctl: 'refuses',
    why: `${ONE_FORMAT}; some builds of \`zstd\` read the others too`,
    decoders: ZSTD,
    bytes: () => gzipSync(TEXT),
  },
  {
    format: 'zstd',
    file: 'zstd of a version before 0.8',
    tool: 'depends',
    labctl: 'refuses',
    why: 'those formats were never final; some builds of `zstd` read them',
    decoders: ZSTD,
    bytes: () => Buffer.from('27b52ffd0000c00000', 'hex'),
  },
  {
    format: 'zstd',
    file: 'a block larger than the window of its frame',
    tool: 'depends',
    labctl: 'refuses',
    why: 'RFC 8878 forbids it; zstd looks only where it does not get the whole frame at once',
    decoders: ZSTD,
    bytes: () => Buffer.from('28b52ffd30001500000000', 'hex'),
  },
  {
    format: 'zstd',
    file: 'reserved bits and other damage of sequences that no checksum shows',
    tool: 'depends',
    labctl: 'refuses',
    why: 'zstd refuses it since 1.5.5, and the decoder of Node 22.15 is newer than that',
    decoders: ZSTD,
    bytes: () => Buffer.from('28b52ffd00308d00002830303030300300303030e23909270136', 'hex'),
  },
];

/** As docs/decoders.md has it. */
export function differenceRow({ format, file, tool, labctl, why }: Difference): string {
  return `| ${format} | ${file} | ${tool} | ${labctl} | ${why} |`;
}
