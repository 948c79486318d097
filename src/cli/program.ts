/** The command line, made from the table of options: verbs, flags, help, and what a mistyped word is answered. */
import { Command, CommanderError, Option as CommanderOption } from 'commander';
import { LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';
import { type OptionName, optionsOf } from '../images/options/options.ts';
import { VARIABLES } from '../images/options/variables.ts';
import { VERB_HELP, VERBS, type Verb } from '../images/options/verbs.ts';
import { type Request, readRequest } from '../images/request.ts';
import type { Option } from '../request/option.ts';
import { spellOut } from './command-words.ts';

/** What the command line asks for; `undefined` where help or the version was printed instead. */
export type CommandLine = {
  readonly request: Request;
  readonly json: boolean;
  readonly debug: boolean;
};

type Terminal = {
  readonly version: string;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
};

const EXAMPLES: Record<Verb, readonly string[]> = {
  sync: [
    'labctl images sync --dry-run',
    'labctl images sync --store ./nas --images talos,vyos',
    'labctl images sync --force --images talos',
  ],
  validate: ['labctl images validate', 'labctl images validate --offline --manifest lab.yaml'],
  list: ['labctl images list --prefix talos/', 'labctl images list --json'],
  prune: ['labctl images prune --dry-run', 'labctl images prune --max-delete 25'],
  upload: ['labctl images upload --source output/vyos.raw --destination vyos/vyos-gateway.raw'],
  download: [
    'labctl images download --name talos',
    'labctl images download --name talos --from manifest --output /tmp/talos.raw',
  ],
  build: [
    'labctl images build --template packer/vyos --var version=1.5 --artifact output/vyos.raw',
  ],
};

const EXIT_CODES = `
Exit codes:
  0  done
  1  something failed; what succeeded stays
  2  the request or the manifest is wrong; nothing was changed`;

/**
 * Parses the arguments after the program's name. Prints help and the version itself. Throws INPUT_INVALID for a
 * value that cannot be used and for a word that there is not, with the one that may have been meant.
 */
export function parseCommandLine(
  args: readonly string[],
  terminal: Terminal,
): CommandLine | { readonly exitCode: 0 | 2 } {
  let parsed: CommandLine | undefined;
  const program = buildProgram(terminal, (commandLine) => {
    parsed = commandLine;
  });
  try {
    program.parse(spellOut(args), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { exitCode: 0 };
    if (error.code === 'commander.help') return { exitCode: 2 };
    throw usageError(error);
  }
  return parsed ?? { exitCode: 2 };
}

function buildProgram(terminal: Terminal, accept: (parsed: CommandLine) => void): Command {
  const program = configured(new Command('labctl'), terminal)
    .description(
      'Keeps the machine images of a lab in object storage in step with a manifest in Git.',
    )
    .version(terminal.version, '-V, --version', 'print the version')
    .addHelpText('after', '\nStart with "labctl images --help".');
  const images = configured(program.command('images'), terminal)
    .description('work with the images of a manifest and a bucket')
    .addHelpText('after', `\n${describeVariables()}\n${EXIT_CODES}`);
  for (const verb of VERBS) images.addCommand(buildVerb(verb, terminal, accept));
  return program;
}

function buildVerb(verb: Verb, terminal: Terminal, accept: (parsed: CommandLine) => void): Command {
  const command = configured(new Command(verb), terminal).description(VERB_HELP[verb]);
  for (const option of optionsOf(verb, 'cli')) command.addOption(commanderOption(option, verb));
  command.addHelpText('after', () => {
    const examples = EXAMPLES[verb].map((line) => `  ${line}`).join('\n');
    return `\nExamples:\n${examples}\n${EXIT_CODES}`;
  });
  return command.allowExcessArguments().action(() => {
    refuseArguments(command.args, verb);
    const values: Record<string, unknown> = command.opts();
    const get = (name: OptionName): string | undefined => {
      const value = rawValue(values, name);
      if (Array.isArray(value)) return value.join('\n');
      return value === undefined ? undefined : String(value);
    };
    const label = (name: OptionName): string => `--${name}`;
    accept({
      request: readRequest(verb, { get, label }),
      json: values['json'] === true,
      debug: values['debug'] === true,
    });
  });
}

/** The table's default is shown, not set: readRequest applies it on both faces alike. */
function commanderOption(option: Option, verb: Verb): CommanderOption {
  const shown = option.default === undefined ? '' : ` (default: ${option.default})`;
  const must = option.requiredBy?.includes(verb) ? ' (required)' : '';
  const help = `${option.helpOf?.[verb] ?? option.help}${shown}${must}`;
  switch (option.kind) {
    case 'flag':
      return new CommanderOption(`--${option.name}`, help);
    case 'pairs':
      return new CommanderOption(`--${option.name} <${option.placeholder}>`, help).argParser(
        (given: string, before: string[] = []) => [...before, given],
      );
    case 'choice':
      return new CommanderOption(`--${option.name} <${option.choices.join('|')}>`, help);
    default:
      return new CommanderOption(`--${option.name} <${option.placeholder}>`, help);
  }
}

function configured(command: Command, terminal: Terminal): Command {
  return command
    .exitOverride()
    .configureHelp({ helpWidth: 100 })
    .helpOption('-h, --help', 'show this help')
    .configureOutput({
      writeOut: terminal.writeOut,
      writeErr: terminal.writeError,
      outputError: () => {},
    })
    .helpCommand(false);
}

/** In the words of our other messages; the suggestion stands on a line of its own in commander's. */
function usageError({ message }: CommanderError): LabctlError {
  const text = message
    .replace(/^error: /, '')
    .replace(/\s*\(Did you mean (.+)\?\)$/, '; did you mean "$1"?')
    .replace(/^option '(\S+)(.*)' argument missing$/, '$1 needs a value: $1$2')
    .replaceAll("'", '"');
  const hint = text.endsWith('?') ? '' : '; see "labctl images --help"';
  return new LabctlError('INPUT_INVALID', `${text}${hint}`);
}

/** The option that a value without one is most likely meant for. */
const MEANT: Record<Verb, OptionName> = {
  sync: 'images',
  validate: 'images',
  list: 'prefix',
  prune: 'manifest',
  upload: 'source',
  download: 'name',
  build: 'template',
};

function refuseArguments([first]: readonly string[], verb: Verb): void {
  if (first === undefined) return;
  const found = printable(first);
  throw new LabctlError(
    'INPUT_INVALID',
    `unexpected "${found}": ${verb} takes options only; did you mean "--${MEANT[verb]} ${found}"?`,
  );
}

function describeVariables(): string {
  const width = Math.max(...VARIABLES.map(({ name }) => name.length));
  const lines = VARIABLES.map(
    ({ name, help }) => `  ${name.padEnd(width)}  ${help.replaceAll('`', '')}`,
  );
  return `Environment:\n${lines.join('\n')}`;
}

/** commander keeps `--no-x` as the value `false` of `x`. */
function rawValue(values: Record<string, unknown>, name: string): unknown {
  if (!name.startsWith('no-')) return values[camelCase(name)];
  return values[camelCase(name.slice('no-'.length))] === false ? true : undefined;
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
