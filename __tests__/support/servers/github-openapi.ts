/** GitHub's own OpenAPI description as judge: which operation a request is, and whether it and its answer fit. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';

type Json = Readonly<Record<string, unknown>>;
type Schema = Json & { readonly properties?: Json };
type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
};
type Content = { readonly content?: { readonly 'application/json'?: { readonly schema: Schema } } };
type Described = {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, (Content & { readonly $ref?: string }) | undefined>>;
};
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Content>>;
  };
};

export type Operation = {
  /** For example `pulls/create`. */
  readonly id: string;
  /** Parameters of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** What is wrong with a request to it; empty when it fits. */
  judgeRequest(query: URLSearchParams, body: unknown): string[];
  judgeAnswer(status: number, body: unknown): string[];
};

let loaded: Description | undefined;

/** 13 MB of JSON, read in about 150 ms, once for a process. */
function description(): Description {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  const file = require.resolve('@octokit/openapi/generated/api.github.com.json');
  loaded = JSON.parse(readFileSync(file, 'utf8')) as Description;
  return loaded;
}

/** A copy of one of GitHub's example answers. */
export function exampleOf(name: string): Record<string, unknown> {
  const value = structuredClone(description().components.examples[name]?.value);
  return (Array.isArray(value) ? value[0] : value) as Record<string, unknown>;
}

const templates = new Map<number, (readonly [pieces: readonly string[], path: string])[]>();

/** The paths of the description with so many parts; there are over seven hundred of them. */
function templatesOf(length: number) {
  if (templates.size === 0) {
    for (const path of Object.keys(description().paths)) {
      const pieces = path.split('/');
      const alike = templates.get(pieces.length) ?? [];
      templates.set(pieces.length, [...alike, [pieces, path]]);
    }
  }
  return templates.get(length) ?? [];
}

/** The operation that answers this method and path, `undefined` where GitHub has none. */
export function findOperation(method: string, pathname: string): Operation | undefined {
  const parts = pathname.split('/');
  for (const [pieces, template] of templatesOf(parts.length)) {
    const path = match(pieces, parts);
    const described = description().paths[template]?.[method.toLowerCase()];
    if (described && path) return operation(described, path);
  }
  return undefined;
}

function match(template: readonly string[], parts: readonly string[]) {
  const found: Record<string, string> = {};
  for (const [index, piece] of template.entries()) {
    const part = parts[index] ?? '';
    if (!piece.startsWith('{')) {
      if (piece !== part) return undefined;
    } else if (part === '') return undefined;
    else found[piece.slice(1, -1)] = decodeURIComponent(part);
  }
  return found;
}

function operation(described: Described, path: Readonly<Record<string, string>>): Operation {
  const id = described.operationId;
  const parameters = (described.parameters ?? []).map((parameter) =>
    '$ref' in parameter ? lastOf(parameter.$ref, description().components.parameters) : parameter,
  );
  return {
    id,
    path,
    judgeRequest(query, body) {
      const known = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name));
      const wrong = [...query.keys()].filter((name) => !known.has(name));
      const problems = wrong.map((name) => `${id}: unknown query parameter ${name}`);
      for (const parameter of parameters) {
        const text = parameter.in === 'path' ? path[parameter.name] : query.get(parameter.name);
        if (text === undefined || text === null) continue;
        const value = /^\d+$/.test(text) && parameter.schema['type'] === 'integer' ? +text : text;
        problems.push(...judge(`${id} ${parameter.name}`, parameter.schema, value));
      }
      return [...problems, ...judgeBody(described, body)];
    },
    judgeAnswer(status, body) {
      const response = described.responses[String(status)];
      if (response === undefined) return [`${id}: GitHub never answers ${status}`];
      const { content } = response.$ref
        ? lastOf(response.$ref, description().components.responses)
        : response;
      const schema = content?.['application/json']?.schema;
      return schema === undefined ? [] : judge(`${id} answer ${status}`, schema, body);
    },
  };
}

function judgeBody({ operationId: id, requestBody }: Described, body: unknown): string[] {
  const schema = requestBody?.content?.['application/json']?.schema;
  if (schema === undefined) return body === undefined ? [] : [`${id}: takes no body`];
  const known = Object.keys(schema.properties ?? {});
  const given = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  const unknown = known.length === 0 ? [] : given.filter((key) => !known.includes(key));
  const problems = unknown.map((key) => `${id}: unknown field ${key}`);
  return [...problems, ...judge(`${id} body`, schema, body)];
}

const validators = new Map<string, ValidateFunction>();

function judge(what: string, schema: Schema, value: unknown): string[] {
  const validate = validators.get(what) ?? compile(schema);
  validators.set(what, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((e) => `${what}: ${e.instancePath || '/'} ${e.message}`);
}

const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: (text: string) => URL.canParse(text),
};

/** Only what the schema leads to is compiled: 10 to 140 ms. */
function compile(schema: Schema): ValidateFunction {
  const schemas: Record<string, unknown> = {};
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const name = '$ref' in value ? String(value.$ref).split('/').at(-1) : undefined;
    const target = name === undefined ? undefined : description().components.schemas[name];
    if (name !== undefined && target !== undefined && !(name in schemas)) {
      schemas[name] = toJsonSchema(target);
      collect(target);
    }
    for (const part of Object.values(value)) collect(part);
  };
  collect(schema);
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, formats: FORMATS });
  return ajv.compile({ components: { schemas }, allOf: [toJsonSchema(schema)] });
}

/** OpenAPI 3.0 says `nullable` where JSON Schema says `null`; its words for readers are left out. */
function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const forReaders = ['nullable', 'example', 'examples', 'externalDocs', 'description', 'title'];
  const entries = Object.entries(value)
    // A property may be called `title`, and then it is a schema.
    .filter(([key, part]) => !forReaders.includes(key) || isSchema(key, part))
    .map(([key, part]) => [key, toJsonSchema(part)]);
  const schema = Object.fromEntries(entries);
  return 'nullable' in value && value.nullable === true
    ? { anyOf: [schema, { type: 'null' }] }
    : schema;
}

function isSchema(key: string, part: unknown): boolean {
  const isObject = typeof part === 'object' && part !== null && !Array.isArray(part);
  return key !== 'example' && key !== 'externalDocs' && isObject;
}

function lastOf<T>(ref: string, from: Readonly<Record<string, T>>): T {
  const found = from[ref.split('/').at(-1) ?? ''];
  if (found === undefined) throw new Error(`no ${ref} in the description`);
  return found;
}
