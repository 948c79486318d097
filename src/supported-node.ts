/** Which versions of Node run labctl; written so that any Node of the last years can read it and say so. */

/** As `engines` in package.json has it: zlib reads zstd since 22.15 and 23.8. */
const WANTED = 'Node 22.15 or a later 22, or Node 24 or newer';

/** Why labctl does not run on this version of Node, as one sentence; `undefined` if it does. */
export function refuseNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major >= 24 || (major === 22 && minor >= 15)) return undefined;
  return `labctl does not run on this Node: found Node ${version}, want ${WANTED}`;
}
