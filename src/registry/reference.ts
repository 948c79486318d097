/** References to container images (`ghcr.io/o/image:v1@sha256:…`), in the one form in which they can be compared. */

/** What a reference names; `parseReference` gives every spelling of one image the same value. */
export type Reference = {
  /** Host and port as people write it; Docker Hub is `docker.io`. */
  readonly domain: string;
  /** Below the domain, on Docker Hub with its `library/`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:<hex>` and the like; when there is one, it decides, whatever the tag says. */
  readonly digest?: string;
};

const HUB = 'docker.io';
const HUB_LIBRARY = 'library/';
const MAX_NAME = 255;

// The grammar of github.com/distribution/reference (regexp.go).
const HOST_LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(
  `^(?:${HOST_LABEL}(?:\\.${HOST_LABEL})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?$`,
);
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
/** Hex digits of each algorithm that registries use. */
const DIGESTS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Parses a reference as `docker pull` does: `node` is `docker.io/library/node`. No tag is added. `undefined` for text
 * that is not a reference, also for one that is a bare image id.
 */
export function parseReference(text: string): Reference | undefined {
  if (/^[a-f0-9]{64}$/.test(text)) return undefined;
  const [named = '', digest, ...tooMany] = text.split('@');
  if (tooMany.length > 0 || (digest !== undefined && !isDigest(digest))) return undefined;
  const { domain, rest } = splitDomain(named);
  const [path = '', tag, ...more] = rest.split(':');
  if (more.length > 0 || (tag !== undefined && !TAG.test(tag))) return undefined;
  const repository = domain === HUB && !path.includes('/') ? HUB_LIBRARY + path : path;
  if (!DOMAIN.test(domain) || !REPOSITORY.test(repository)) return undefined;
  if (repository.length > MAX_NAME) return undefined;
  return { domain, repository, ...(tag !== undefined && { tag }), ...(digest && { digest }) };
}

/** The short spelling, which people write: `node:22`, `ghcr.io/o/image:v1`. */
export function familiarName(reference: Reference): string {
  const { domain, repository } = reference;
  if (domain !== HUB) return `${domain}/${repository}${suffixOf(reference)}`;
  const isOfficial = repository.lastIndexOf('/') === HUB_LIBRARY.length - 1;
  const isLibrary = isOfficial && repository.startsWith(HUB_LIBRARY);
  return (isLibrary ? repository.slice(HUB_LIBRARY.length) : repository) + suffixOf(reference);
}

/** The whole spelling: `docker.io/library/node:22`. */
export function canonicalName(reference: Reference): string {
  return `${reference.domain}/${reference.repository}${suffixOf(reference)}`;
}

/** Whether the text is a digest as registries write it, of an algorithm that can be checked here. */
export function isDigest(text: string): boolean {
  const [, algorithm = '', hex = ''] = /^(\w+):([a-f0-9]+)$/.exec(text) ?? [];
  return DIGESTS[algorithm] === hex.length;
}

function suffixOf({ tag, digest }: Reference): string {
  return (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}

/** The first component is a host only when it cannot be the name of a user on Docker Hub. */
function splitDomain(text: string): { domain: string; rest: string } {
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  if (!/[.:]/.test(first) && first !== 'localhost' && first === first.toLowerCase()) {
    return { domain: HUB, rest: text };
  }
  const rest = text.slice(slash + 1);
  return { domain: first === `index.${HUB}` ? HUB : first, rest };
}
