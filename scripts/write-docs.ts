/** Writes the tables of docs/reference.md and docs/reliability.md, what action.yml takes and gives, and the published schema (`npm run docs`). */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { FAULT_TABLES } from '../__tests__/system/faults/all-rows.ts';
import type { FaultRow } from '../__tests__/system/faults/fault-row.ts';
import { OUTPUTS } from '../src/action/outputs.ts';
import { ERROR_CODES } from '../src/base/errors.ts';
import { OPTIONS } from '../src/images/options/options.ts';
import { VARIABLES } from '../src/images/options/variables.ts';
import { VERB_HELP, VERBS } from '../src/images/options/verbs.ts';
import type { Option } from '../src/request/option.ts';

const root = new URL('../', import.meta.url);

/** Where manifests of other repositories find the schema: a place that stays when the sources move. */
export const PUBLISHED_SCHEMA = 'schemas/image-manifest.schema.json';
export const OWN_SCHEMA = 'src/images/manifest/image-manifest.schema.json';

/** What each generated part must read, by the name of its markers. */
export function renderParts(): Record<
  'reference' | 'action' | 'reliability',
  Record<string, string>
> {
  return {
    reliability: { faults: faultTables() },
    reference: {
      verbs: table(
        ['Verb', 'Does'],
        VERBS.map((verb) => [`\`${verb}\``, VERB_HELP[verb]]),
      ),
      options: table(
        ['Option', 'Verbs', 'Default', 'Meaning'],
        options().map((option) => [
          `\`${option.name}\``,
          option.verbs.length === VERBS.length ? 'all' : option.verbs.join(', '),
          option.default === undefined ? '' : `\`${option.default}\``,
          meaningOf(option),
        ]),
      ),
      variables: table(
        ['Variable', 'Meaning'],
        VARIABLES.map(({ name, help }) => [`\`${name}\``, help]),
      ),
      outputs: table(
        ['Output', 'Holds'],
        Object.entries(OUTPUTS).map(([name, help]) => [`\`${name}\``, help]),
      ),
      errors: table(
        ['Code', 'Exit', 'What it means', 'What to do'],
        Object.entries(ERROR_CODES).map(([code, { exitCode, meaning, remedy }]) => [
          `\`${code}\``,
          String(exitCode),
          meaning,
          remedy,
        ]),
      ),
    },
    action: {
      inputs: [
        entry('mode', `what to do: ${VERBS.join(', ')}`, 'sync'),
        ...options()
          .filter(({ face }) => face !== 'cli')
          .map((option) =>
            entry(
              option.name,
              `${option.help} (${option.verbs.join(', ')})`,
              option.default ?? (option.kind === 'flag' ? 'false' : undefined),
            ),
          ),
      ].join('\n'),
      outputs: Object.entries(OUTPUTS)
        .map(([name, help]) => entry(name, help))
        .join('\n'),
    },
  };
}

/** `text` with the part between the markers `begin NAME` and `end NAME` replaced. */
export function fillPart(text: string, name: string, content: string): string {
  const pattern = new RegExp(`(begin ${name}\\b[^\\n]*\\n)[\\s\\S]*?([^\\n]*end ${name}\\b)`);
  if (!pattern.test(text)) throw new Error(`no markers "begin ${name}" and "end ${name}"`);
  return text.replace(
    pattern,
    (_match, begin: string, end: string) => `${begin}${content}\n${end}`,
  );
}

function faultTables(): string {
  return Object.entries(FAULT_TABLES)
    .filter(([, rows]) => rows.length > 0)
    .map(
      ([title, rows]) =>
        `\n## ${title}\n${table(['Row', 'Fault', 'What labctl does', 'Shown by'], rows.map(faultCells))}`,
    )
    .join('');
}

function faultCells(row: FaultRow): string[] {
  const shownBy =
    'cases' in row
      ? [...Object.keys(row.cases), ...(row.shownBy ?? []).map((name) => `(${name})`)].join('<br>')
      : `not injected: ${row.notInjected}`;
  return [String(row.row), row.fault, row.labctl, shownBy];
}

function options(): readonly Option[] {
  return OPTIONS;
}

const FACES = { both: '', cli: ' (command line only)', action: ' (Action only)' } as const;

function meaningOf(option: Option): string {
  const must = option.requiredBy ? ` (required by ${option.requiredBy.join(', ')})` : '';
  const choices = option.kind === 'choice' ? `; ${option.choices.join(' or ')}` : '';
  return `${option.help}${choices}${must}${FACES[option.face ?? 'both']}`;
}

function table(heading: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return ['', line(heading), line(heading.map(() => '---')), ...rows.map(line), ''].join('\n');
}

function entry(name: string, description: string, fallback?: string): string {
  const lines = [`  ${name}:`, `    description: ${JSON.stringify(description)}`];
  if (fallback !== undefined) lines.push(`    default: ${JSON.stringify(fallback)}`);
  return lines.join('\n');
}

async function write(): Promise<void> {
  const { reference, action, reliability } = renderParts();
  for (const [file, parts] of [
    ['docs/reference.md', reference],
    ['action.yml', action],
    ['docs/reliability.md', reliability],
  ] as const) {
    const url = new URL(file, root);
    let text = await readFile(url, 'utf8');
    for (const [name, content] of Object.entries(parts)) text = fillPart(text, name, content);
    await writeFile(url, text);
  }
  await copyFile(new URL(OWN_SCHEMA, root), new URL(PUBLISHED_SCHEMA, root));
}

if (import.meta.main) await write();
