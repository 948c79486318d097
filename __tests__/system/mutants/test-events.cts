/** A reporter for `node --test`: one line of JSON for each test that has ended. CommonJS, for a reporter has to be a default export. */

/** What is read of the events of https://nodejs.org/api/test.html#class-testsstream */
type NodeEvent = {
  readonly type: string;
  readonly data: {
    readonly name: string;
    readonly nesting: number;
    readonly file?: string;
    readonly skip?: unknown;
    readonly todo?: unknown;
    readonly details?: {
      readonly type?: string;
      readonly error?: { readonly failureType?: string };
    };
  };
};

async function* reportTests(events: AsyncIterable<NodeEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { name, nesting, file, skip, todo, details } = data;
    if (details?.type === 'suite') continue;
    const isSkipped = skip !== undefined || todo !== undefined;
    // A file that cannot be loaded, or whose process dies, is reported as a test with its path for a title.
    const isFile = nesting === 0 && file !== undefined && file.endsWith(name);
    const failure = type === 'test:fail' ? (details?.error?.failureType ?? 'unknown') : undefined;
    yield `${JSON.stringify({ name, isFile, isSkipped, failure })}\n`;
  }
}

module.exports = reportTests;
