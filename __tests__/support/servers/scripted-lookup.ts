/** A resolver of names that answers what a test tells it to. */
import type { LookupFunction } from 'node:net';

export type ScriptedLookup = {
  readonly lookup: LookupFunction;
  /** How often it was asked. */
  asked(): number;
};

/** Gives these answers (IPv4 addresses or a failure), one a question, the last one for ever. */
export function scriptedLookup(
  answers: readonly (readonly string[] | NodeJS.ErrnoException)[],
): ScriptedLookup {
  let asked = 0;
  const lookup: LookupFunction = (_host, options, callback) => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    if (answer instanceof Error) return callback(answer, []);
    const addresses = answer.map((address) => ({ address, family: 4 }));
    if (options.all) return callback(null, addresses);
    return callback(null, answer[0] ?? '', 4);
  };
  return { lookup, asked: () => asked };
}

/** What Node makes of a resolver's failure. */
export function failedLookup(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ${code} localhost`), { code });
}
