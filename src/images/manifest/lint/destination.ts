/** Rules for destinations: one key that S3, the metadata beside it and the NAS all accept as it is written. */
import { unseenCharacter } from '../../../base/characters.ts';
import { error, type Problem, quote } from '../../../base/findings.ts';

const IMAGES = 'images/';
const METADATA = 'metadata/';
const METADATA_SUFFIX = '.json';

/** docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html: 1,024 bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;

/** The limit of one file name in ext4, Btrfs and Cloud Sync. */
const MAX_SEGMENT_BYTES = 255;

/** The first thing wrong with a canonical key below images/, or `undefined`. */
export function destinationProblem(key: string): string | undefined {
  return [...lintDestination(key), ...lintKey(key)][0]?.message;
}

/** Rules for a destination as it is written, before any prefix. */
export function lintDestination(path: string): Problem[] {
  const flaw = pathFlaw(path) ?? reservedFlaw(path);
  if (flaw !== undefined) return [error(flaw)];
  return segmentFlaws(path).map(error);
}

/** Rules for the whole key below images/, prefix included. */
export function lintKey(key: string): Problem[] {
  const [first = ''] = key.split('/');
  // A file there would be overwritten by the index of all metadata; a folder of that name could not be made.
  if (/^index$/i.test(key) || /^index\.json$/i.test(first)) {
    return [
      error('takes the place of metadata/index.json, which labctl keeps; choose another name'),
    ];
  }
  const bytes = Buffer.byteLength(`${METADATA}${key}${METADATA_SUFFIX}`);
  if (bytes <= MAX_KEY_BYTES) return [];
  const found = `found ${bytes} bytes for ${METADATA}<destination>${METADATA_SUFFIX}`;
  return [error(`is too long: ${found}, want ${MAX_KEY_BYTES} at most; shorten it`)];
}

/** Rules for spec.defaults.destinationPrefix of the older dialect. */
export function lintPrefix(prefix: string): Problem[] {
  const folder = prefixFolder(prefix);
  if (folder === undefined) {
    const wanted = 'want "images/" or a folder below it: the NAS follows images/ only';
    return [error(`leads outside images/: found ${quote(prefix)}, ${wanted}`)];
  }
  if (folder === '') return [];
  const flaw = pathFlaw(folder);
  if (flaw !== undefined) return [error(flaw)];
  return segmentFlaws(`${folder}/x`).map(error);
}

/** What the prefix puts in front of every destination, without slashes at its ends; `undefined`: not in images/. */
export function prefixFolder(prefix: string): string | undefined {
  if (prefix === 'images') return '';
  return prefix.startsWith(IMAGES) ? prefix.slice(IMAGES.length).replace(/\/$/, '') : undefined;
}

function pathFlaw(path: string): string | undefined {
  if (path === '') return 'is empty; want a path below images/, such as talos/talos-1.9.1.raw';
  const unseen = unseenCharacter(path);
  if (unseen !== undefined) return `holds the character ${unseen}, which cannot be seen; remove it`;
  if (path.includes('\\')) return `holds a backslash: found ${quote(path)}; write /`;
  if (path.startsWith('/')) return `begins with /: found ${quote(path)}; remove it`;
  if (path.endsWith('/')) return `ends with /: found ${quote(path)}, want the path of a file`;
  if (path.includes('//')) return `holds //: found ${quote(path)}; write one /`;
  const [escaped] = /%[0-9a-f]{2}/i.exec(path) ?? [];
  if (escaped !== undefined) {
    return `holds the percent-escape ${escaped}: found ${quote(path)}; write the character itself`;
  }
  return undefined;
}

function reservedFlaw(path: string): string | undefined {
  if (path.startsWith(IMAGES)) return 'begins with images/, which labctl adds; remove it';
  if (path.startsWith(METADATA)) {
    return 'begins with metadata/, where labctl keeps its notes; choose another folder';
  }
  return undefined;
}

function segmentFlaws(path: string): string[] {
  const segments = path.split('/');
  const flaws = segments.map((segment, index) => {
    const isFile = index === segments.length - 1;
    const flaw = segmentFlaw(segment, isFile ? segment + METADATA_SUFFIX : segment);
    return flaw === undefined ? [] : [flaw];
  });
  return [...new Set(flaws.flat())];
}

function segmentFlaw(segment: string, longest: string): string | undefined {
  if (segment === '.' || segment === '..') return `holds the part "${segment}"; write a clean path`;
  const reason = notSyncedBecause(segment);
  if (reason !== undefined) {
    return `would never reach the NAS: Synology Cloud Sync skips names ${reason}; rename ${quote(segment)}`;
  }
  const bytes = Buffer.byteLength(longest);
  if (bytes <= MAX_SEGMENT_BYTES) return undefined;
  const counted = longest === segment ? '' : ` with ${METADATA_SUFFIX}`;
  return `has a part that is too long: found ${bytes} bytes${counted}, want ${MAX_SEGMENT_BYTES} at most`;
}

// kb.synology.com/en-global/DSM/help/CloudSync/cloudsync_working_with_different_cloud, "Conditions in which
// files cannot be synced", together with what older versions of Cloud Sync also skip (* ? " < > |, NFD).
const NEVER_SYNCED = new Set(
  '.ds_store desktop.ini @eadir thumbs.db .synologyworkingdirectory #recycle #snapshot @tmp $recycle.bin @sharebin @synologycloudsync cloudsync_encrypt.info @activebackup activebackupdata activebackupforoffice365 activebackupforgsuite'.split(
    ' ',
  ),
);

function notSyncedBecause(segment: string): string | undefined {
  const [odd] = /[:*?"<>|]/.exec(segment) ?? [];
  if (odd !== undefined) return `with ${odd}`;
  if (segment.startsWith('._')) return 'that begin with ._';
  if (segment.startsWith('~')) return 'that begin with ~';
  if (segment.toUpperCase().startsWith('.SYNOPPSDB')) return 'that begin with .SYNOPPSDB';
  if (segment.endsWith('.')) return 'that end with a dot';
  if (segment.endsWith(' ')) return 'that end with a space';
  if (segment !== segment.normalize('NFC')) return 'with decomposed (NFD) letters';
  return NEVER_SYNCED.has(segment.toLowerCase()) ? 'that its NAS uses itself' : undefined;
}
