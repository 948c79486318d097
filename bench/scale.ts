/** How large each case is: `tiny` for the smoke test, `quick` unless told, `large` for the figures that count. */

export type ScaleName = 'tiny' | 'quick' | 'large';

/** Sizes in bytes, once decoded. */
export type Scale = {
  readonly name: ScaleName;
  /** Counted rounds; before them comes one that is checked and not counted. */
  readonly rounds: number;
  readonly plainBytes: number;
  readonly packedBytes: number;
  readonly memory: { readonly unitBytes: number; readonly units: readonly [number, number] };
  readonly nothingToDo: { readonly images: number; readonly files: number };
  readonly startUpRounds: number;
  readonly slowOrigin: { readonly bytes: number; readonly bytesPerSecond: number };
  readonly many: {
    readonly count: number;
    readonly bytes: number;
    readonly latencyMs: number;
  };
};

const MIB = 2 ** 20;
const GIB = 2 ** 30;

export const SCALES: Readonly<Record<ScaleName, Scale>> = {
  tiny: {
    name: 'tiny',
    rounds: 1,
    plainBytes: 20 * MIB,
    packedBytes: 4 * MIB,
    memory: { unitBytes: 4 * MIB, units: [1, 2] },
    nothingToDo: { images: 20, files: 40 },
    startUpRounds: 1,
    slowOrigin: { bytes: 2 * MIB, bytesPerSecond: 4_000_000 },
    many: { count: 3, bytes: MIB, latencyMs: 5 },
  },
  quick: {
    name: 'quick',
    rounds: 3,
    plainBytes: 512 * MIB,
    packedBytes: 256 * MIB,
    memory: { unitBytes: 256 * MIB, units: [1, 4] },
    nothingToDo: { images: 1000, files: 3000 },
    startUpRounds: 15,
    slowOrigin: { bytes: 128 * MIB, bytesPerSecond: 20_000_000 },
    many: { count: 16, bytes: 8 * MIB, latencyMs: 50 },
  },
  large: {
    name: 'large',
    rounds: 3,
    plainBytes: 2 * GIB,
    packedBytes: GIB,
    memory: { unitBytes: GIB, units: [1, 8] },
    nothingToDo: { images: 1000, files: 10_000 },
    startUpRounds: 25,
    slowOrigin: { bytes: 256 * MIB, bytesPerSecond: 20_000_000 },
    many: { count: 16, bytes: 64 * MIB, latencyMs: 50 },
  },
};
