/** Finds `sops` or `packer`: on PATH where its version will do, else a verified one from the cache or its vendor. */
import { LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';
import { type FetchOptions, fetchTool } from './fetch/fetch-tool.ts';
import { KNOWN_TOOLS, type KnownTool, type ToolName } from './known-tools.ts';
import { isOlder, toolsOnPath } from './path-tools.ts';

export type FindToolOptions = Omit<FetchOptions, 'version'> & {
  /** PATH, of which the absolute folders are looked through; `undefined` for none. */
  readonly path: string | undefined;
  /** Exactly this version, instead of any that will do. */
  readonly version?: string | undefined;
};

export type FoundTool = {
  /** Absolute path. */
  readonly program: string;
  readonly version: string;
  readonly origin: 'path' | 'cache' | 'download';
};

/**
 * The program to run. Throws INPUT_INVALID for a version that is none, UNSUPPORTED where the vendor has nothing for
 * this platform, CHECKSUM_MISMATCH (nothing was made executable), and what `download` throws.
 */
export async function findTool(name: ToolName, options: FindToolOptions): Promise<FoundTool> {
  const tool = KNOWN_TOOLS[name];
  const wanted = readVersion(name, options.version);
  const reasons: string[] = [];
  for (const { program, version } of await toolsOnPath(name, options)) {
    const flaw = flawOf(version, tool, wanted);
    if (version !== undefined && flaw === undefined) return { program, version, origin: 'path' };
    reasons.push(`${program} ${flaw}`);
  }
  if (reasons.length > 0) options.note(`${reasons.join('; ')}: another ${name} is used`);
  const version = wanted ?? tool.version;
  return { ...(await fetchTool(tool, { ...options, version })), version };
}

function flawOf(version: string | undefined, tool: KnownTool, wanted: string | undefined) {
  if (version === undefined) return 'does not tell its version';
  if (wanted !== undefined) return version === wanted ? undefined : `is ${version}, not ${wanted}`;
  return isOlder(version, tool.oldest) ? `is ${version}, older than ${tool.oldest}` : undefined;
}

/** `v1.2.3` and `1.2.3` are the same; anything else could name another folder of the vendor's. */
function readVersion(name: ToolName, text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const version = /^v?(\d{1,4}\.\d{1,4}\.\d{1,4})$/.exec(text)?.[1];
  if (version !== undefined) return version;
  throw new LabctlError(
    'INPUT_INVALID',
    `--${name}-version is wrong: found "${printable(text)}", want three numbers as in ${KNOWN_TOOLS[name].version}`,
  );
}
