/** Random faults of the server that images are downloaded from. */
import { type Fault, htmlPage, redirectTo } from '../../support/servers/origin-fault.ts';
import { type FileSpec, pathOf } from './image-files.ts';
import type { SoakManifest } from './manifests.ts';
import type { Random } from './random.ts';

/** What goes wrong with the next requests for one file. */
export type OriginTrouble = {
  readonly file: FileSpec;
  readonly faults: readonly OriginFault[];
};

/** A fault of the origin as it is, or one that needs the file's bytes. */
export type OriginFault =
  | { readonly how: 'answer'; readonly fault: Fault }
  | { readonly how: 'flip a byte'; readonly at: number; readonly times: number }
  | { readonly how: 'another version'; readonly version: number; readonly times: number };

export function originTrouble(
  manifests: readonly SoakManifest[],
  random: Random,
): readonly OriginTrouble[] {
  const files = new Map(
    manifests.flatMap(({ images }) => images.map(({ file }) => [pathOf(file), file] as const)),
  );
  return [...files.values()].flatMap((file) => {
    if (!random.chance(0.4)) return [];
    const faults = Array.from({ length: 1 + random.int(3) }, () => makeFault(file, random));
    return [{ file, faults }];
  });
}

/** Whether some request is never answered, so that a short time limit is wanted. */
export function originStalls(troubles: readonly OriginTrouble[]): boolean {
  return troubles.some(({ faults }) =>
    faults.some(
      (one) =>
        one.how === 'answer' &&
        (one.fault.stallBeforeHeaders === true || one.fault.stallAfterBytes !== undefined),
    ),
  );
}

function makeFault(file: FileSpec, random: Random): OriginFault {
  const times = random.chance(0.1) ? Number.POSITIVE_INFINITY : 1 + random.int(2);
  if (random.chance(0.12)) return { how: 'flip a byte', at: random.int(1 << 30), times };
  if (random.chance(0.1)) return { how: 'another version', version: random.int(5), times };
  return { how: 'answer', fault: { times, ...makeAnswer(file, random) } };
}

function makeAnswer(file: FileSpec, random: Random): Fault {
  // About as much as is served: the blocks that come again take no room once compressed.
  const size = file.compression === undefined ? file.size : Math.min(file.size, 4500);
  const somewhere = random.pick([0, 1, random.int(size), random.int(size), Math.max(0, size - 1)]);
  const drawn = random.int(14);
  switch (drawn) {
    case 0:
    case 1:
      return { resetAfterBytes: somewhere };
    case 2:
    case 3:
      return { closeAfterBytes: somewhere };
    case 4:
      return { resetAfterBytes: -1 };
    case 5:
      return { status: random.pick([500, 502, 503, 504]), body: 'later' };
    case 6:
      return {
        status: random.pick([429, 503]),
        headers: {
          'retry-after': random.pick(['1', '60', '86400', 'Thu, 01 Jan 2026 00:00:00 GMT']),
        },
        body: 'too many',
      };
    case 7:
      return { status: random.pick([401, 403, 404, 410]), body: 'no' };
    case 8:
      return random.chance(0.5) ? htmlPage() : { ignoreRange: true };
    case 9:
      return { headers: { etag: `"changed-${random.int(1000)}"` } };
    case 10:
      return redirectTo(
        random.pick(['http://localhost/x.raw', '/moved?sig=none', 'file:///etc/passwd']),
      );
    case 11:
      return { framing: random.pick(['chunked', 'close'] as const), closeAfterBytes: somewhere };
    case 12:
      return { headers: { 'content-length': String(size + 1 + random.int(9)) } };
    default:
      // Rare: each costs the time limit of the run.
      if (random.chance(0.8)) return { closeAfterBytes: somewhere, headers: { etag: undefined } };
      return random.chance(0.5) ? { stallBeforeHeaders: true } : { stallAfterBytes: somewhere };
  }
}
