/** The Action's inputs: the same options as the command line, and the mode. */
import { OPTIONS, type OptionName } from '../images/options/options.ts';
import { type Request, readRequest, readVerb } from '../images/request.ts';
import type { Option } from '../request/option.ts';

const CLI_ONLY: ReadonlySet<string> = new Set(
  (OPTIONS as readonly Option[]).filter(({ face }) => face === 'cli').map(({ name }) => name),
);

/** Reads the request through `getInput`. Throws INPUT_INVALID naming the input. */
export function readInputs(getInput: (name: string) => string): Request {
  const verb = readVerb(getInput('mode') || 'sync', 'input "mode"');
  return readRequest(verb, {
    get: (name: OptionName) => (CLI_ONLY.has(name) ? undefined : getInput(name)),
    label: (name) => `input "${name}"`,
  });
}
