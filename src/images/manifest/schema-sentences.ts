/** Sentences for what ajv objects to. */
import type { ErrorObject } from 'ajv';
import { quote } from '../../base/findings.ts';
import { printable } from '../../base/redact.ts';
import { nearest } from '../../base/suggest.ts';
import { follow, type MapTree, stepsOf, type Tree } from '../../yaml/tree.ts';

/** What is wrong, what was found, what is wanted and what to do, in one line. */
export function describeSchemaError(error: ErrorObject, root: MapTree): string {
  const steps = stepsOf(error.instancePath);
  const label = labelOf(steps);
  const found = follow(steps, root);
  switch (error.keyword) {
    case 'required':
      return describeMissing(label, String(error.params['missingProperty']));
    case 'additionalProperties':
      return describeUnknown(label, error);
    case 'false schema':
      return describeMisplaced(label, steps.at(-1) ?? '');
    case 'const':
      return `${label} must be ${String(error.params['allowedValue'])}; found ${describeFound(found)}`;
    case 'enum':
      return describeChoice(label, error, found);
    case 'type':
      return describeType({ label, error, found, isSecret: steps.includes('variables') });
    case 'minItems':
      return `${label} is empty; ${label === 'spec.images' ? 'add one image at least' : 'add one, or remove updateFile'}`;
    default:
      return `${label} ${error.message ?? 'is not as the schema wants it'}`;
  }
}

/** The key as the reader thinks of it: inside an image, from the image on. */
function labelOf(steps: readonly string[]): string {
  const own = steps[0] === 'spec' && steps[1] === 'images' ? steps.slice(3) : steps;
  if (steps.length === 0) return 'the manifest';
  if (steps.length === 2 && own.length === 0) return 'spec.images';
  if (own.length === 0) return 'the image';
  return printable(
    own.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join(''),
  ).slice(1);
}

const ADDITIONS: Readonly<Record<string, string>> = {
  apiVersion: 'apiVersion: images.lab.gilman.io/v1alpha1',
  kind: 'kind: ImageManifest',
  metadata: 'metadata with a name, which owns what is put into the bucket',
  spec: 'spec with images',
  images: 'images, a list',
  source: 'source with url and checksum',
  url: 'url: https://…',
  checksum: 'checksum: sha256:<64 hex digits>, as the vendor publishes it',
  destination: 'destination: <path below images/>',
  type: 'type: packer, as the other keys say',
  artifact: 'artifact: <path of the built file>',
  'source.path': 'path: <folder of the Packer template>',
  'destination.path': 'path: <path below images/>',
  'updateFile.path': 'path: <path of the file in the repository>',
};

function describeMissing(label: string, key: string): string {
  return `${label} has no "${key}"; add ${ADDITIONS[`${label}.${key}`] ?? ADDITIONS[key] ?? `${key}: …`}`;
}

/** The Go labctl that this one descends from has them. */
const HOOKS =
  'which labctl does not run; remove them, and run their commands in steps of the workflow: "labctl images download --from manifest" fetches and verifies the image, "labctl images upload" publishes what they have made of it';

function describeUnknown(label: string, error: ErrorObject): string {
  const key = String(error.params['additionalProperty']);
  if (key === 'hooks') return `${label} has hooks, ${HOOKS}`;
  const known = Object.keys(error.parentSchema?.['properties'] ?? {});
  const meant = nearest(key, known);
  const hint = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`;
  return `unknown key ${quote(key)} in ${label}; ${hint}`;
}

const HTTP_KEYS = ['url', 'checksum', 'decompress'];

function describeMisplaced(label: string, key: string): string {
  const [owner, other] = HTTP_KEYS.includes(key) ? ['http', 'packer'] : ['packer', 'http'];
  return `${label} belongs to type ${owner}, and this source is of type ${other}; remove it, or correct the type`;
}

function describeChoice(label: string, error: ErrorObject, found: Tree | undefined): string {
  const allowed: string[] = error.params['allowedValues'];
  const value = found?.kind === 'scalar' ? String(found.value) : '';
  const meant = nearest(value, allowed);
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return `${label} must be one of ${allowed.join(', ')}; found ${describeFound(found)}${hint}`;
}

type TypeError = {
  readonly label: string;
  readonly error: ErrorObject;
  readonly found: Tree | undefined;
  readonly isSecret: boolean;
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a map',
  array: 'a list',
  boolean: 'true or false',
};

function describeType({ label, error, found, isSecret }: TypeError): string {
  const wanted = [error.params['type']].flat().map((type) => TYPES[String(type)]);
  const shown = isSecret ? describeKind(found) : describeFound(found);
  const sentence = `${label} must be ${wanted.join(' or ')}; found ${shown}`;
  if (found?.kind !== 'scalar' || found.value === null) return sentence;
  if (!wanted.includes('text')) {
    return wanted.includes('true or false') ? `${sentence}; write it without quotes` : sentence;
  }
  return `${sentence}; put it in quotes${isSecret ? '' : `: ${quote(found.source)}`}`;
}

function describeFound(found: Tree | undefined): string {
  if (found?.kind !== 'scalar' || found.value === null) return describeKind(found);
  if (typeof found.value === 'string') return quote(found.value);
  return typeof found.value === 'number' ? `the number ${quoteless(found.source)}` : found.source;
}

function describeKind(found: Tree | undefined): string {
  if (found?.kind === 'map') return 'a map';
  if (found?.kind === 'list') return 'a list';
  if (found?.kind !== 'scalar' || found.value === null) return 'nothing';
  if (typeof found.value === 'boolean') return 'true or false';
  return typeof found.value === 'number' ? 'a number' : 'text';
}

function quoteless(source: string): string {
  return printable(source, 80);
}
