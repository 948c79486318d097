/** Reads a log as a runner does: which orders it finds in what a step has printed. */

export type Command = { readonly name: string; readonly properties: string; readonly data: string };

/**
 * A runner obeys `::name properties::data` at the beginning of a line, after blanks, and `##[name properties]data`
 * anywhere in it. After `stop-commands` it obeys nothing until the token comes back as a command:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function commandsOf(log: string): Command[] {
  const commands: Command[] = [];
  let token: string | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    const command = parse(line);
    if (token !== undefined) {
      if (command?.name === token) token = undefined;
    } else if (command !== undefined) {
      commands.push(command);
      if (command.name === 'stop-commands') token = command.data;
    }
  }
  return commands;
}

// Its first way of looking comes first: within `::debug::…` nobody looks for `##[`.
function parse(line: string): Command | undefined {
  const found =
    /^\s*::([^\s:]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/s.exec(line) ??
    /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
  if (found === null) return undefined;
  const [, name = '', properties = '', data = ''] = found;
  return { name, properties, data };
}

/** What a file like GITHUB_OUTPUT sets, by name. */
export function fileCommandsOf(text: string): Map<string, string> {
  const set = new Map<string, string>();
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, heredoc, delimiter] = /^([^=]*?)<<(.+)$/.exec(line) ?? [];
    if (heredoc === undefined) {
      const [name = '', value] = line.split('=', 2);
      if (value !== undefined) set.set(name, value);
      continue;
    }
    const end = lines.indexOf(delimiter ?? '', at + 1);
    set.set(heredoc, lines.slice(at + 1, end).join('\n'));
    at = end;
  }
  return set;
}
