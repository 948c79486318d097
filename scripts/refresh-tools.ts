/** Writes src/tools/known-tools.json anew from the vendors' checksum files: npm exec -- node scripts/refresh-tools.ts sops=3.13.3 packer=1.15.4 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { digestIn, KNOWN_TOOLS, type KnownTool } from '../src/tools/known-tools.ts';

const TABLE = join(import.meta.dirname, '..', 'src', 'tools', 'known-tools.json');

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    // For the test: other servers than the vendors', and another file than ours.
    'base-url': { type: 'string' },
    output: { type: 'string', default: TABLE },
  },
});

const table = JSON.parse(readFileSync(TABLE, 'utf8'));
for (const tool of Object.values(KNOWN_TOOLS)) {
  const asked = positionals.find((argument) => argument.startsWith(`${tool.name}=`));
  const version = asked?.slice(tool.name.length + 1) ?? tool.version;
  table[tool.name] = { version, sha256: await digestsOf(tool, version) };
  console.log(`${tool.name} ${version}`);
}
writeFileSync(values.output, `${JSON.stringify(table, null, 2)}\n`);

async function digestsOf(tool: KnownTool, version: string): Promise<Record<string, string>> {
  const { checksums } = tool.files(version, '');
  const url = `${values['base-url'] ?? tool.baseUrl}/${checksums}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const text = await response.text();
  const digests: Record<string, string> = {};
  for (const [platform, vendorPlatform = ''] of Object.entries(tool.platforms)) {
    const file = basename(tool.files(version, vendorPlatform).archive);
    const digest = digestIn(text, file);
    if (digest === undefined) throw new Error(`${url} names no digest of ${file}`);
    digests[platform] = digest;
  }
  return digests;
}
