/** The manifest against its JSON schema: what ajv objects to, at the places it objects to. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Finding, Place } from '../../base/errors.ts';
import { errorAt, keyOf } from '../../base/findings.ts';
import { nearest } from '../../base/suggest.ts';
import { follow, type MapTree, stepsOf, type Tree, toPlain } from '../../yaml/tree.ts';
import schema from './image-manifest.schema.json' with { type: 'json' };
import type { RawManifest } from './raw-manifest.ts';
import { describeSchemaError } from './schema-sentences.ts';

let compiled: ValidateFunction<RawManifest> | undefined;

/** `manifest` is there when the schema is met. */
export type Checked = { readonly manifest?: RawManifest; readonly findings: readonly Finding[] };

/** Compiles the schema on first use. */
export function checkSchema(root: MapTree): Checked {
  compiled ??= new Ajv({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictTypes: false,
    // The schema is ours: a test holds it against the meta-schema, which takes as long to compile as the schema.
    meta: false,
    validateSchema: false,
  }).compile<RawManifest>(schema);
  const plain = toPlain(root);
  if (compiled(plain)) return { manifest: plain, findings: [] };
  return { findings: toFindings(compiled.errors ?? [], root) };
}

function toFindings(errors: readonly ErrorObject[], root: MapTree): Finding[] {
  const misspelt = meantKeys(errors);
  const worst = mostTelling(errors);
  return errors.flatMap((error) => {
    if (COMBINING.has(error.keyword)) return [];
    // What is refused has been reported, and stands for no value.
    if (follow(stepsOf(error.instancePath), root)?.kind === 'refused') return [];
    if (error.keyword === 'required') {
      // The key is there, but misspelt: that is reported where it stands.
      if (misspelt.has(`${error.instancePath}/${error.params['missingProperty']}`)) return [];
    } else if (
      error.keyword !== 'additionalProperties' &&
      worst.get(error.instancePath) !== error
    ) {
      return [];
    }
    return [errorAt(placeOf(error, root), describeSchemaError(error, root))];
  });
}

/** Keywords that only say that something else failed. */
const COMBINING = new Set(['if', 'anyOf', 'allOf', 'not', 'propertyNames']);

/** Of the objections to one value, the one that says most. */
const TELLING = ['false schema', 'const', 'enum', 'type'];

function mostTelling(errors: readonly ErrorObject[]): Map<string, ErrorObject> {
  const worst = new Map<string, ErrorObject>();
  for (const error of errors) {
    if (COMBINING.has(error.keyword) || isAboutKeys(error)) continue;
    const known = worst.get(error.instancePath);
    if (known === undefined || rank(error) < rank(known)) worst.set(error.instancePath, error);
  }
  return worst;
}

function isAboutKeys({ keyword }: ErrorObject): boolean {
  return keyword === 'required' || keyword === 'additionalProperties';
}

function rank({ keyword }: ErrorObject): number {
  const index = TELLING.indexOf(keyword);
  return index === -1 ? TELLING.length : index;
}

/** Pointers of the keys that the unknown ones were most likely meant to be. */
function meantKeys(errors: readonly ErrorObject[]): Set<string> {
  return new Set(
    errors.flatMap((error) => {
      if (error.keyword !== 'additionalProperties') return [];
      const known = Object.keys(error.parentSchema?.['properties'] ?? {});
      const meant = nearest(String(error.params['additionalProperty']), known);
      return meant === undefined ? [] : [`${error.instancePath}/${meant}`];
    }),
  );
}

/** A missing key is reported at the key that should hold it, an unknown or misplaced one where it stands. */
function placeOf(error: ErrorObject, root: MapTree): Place {
  const steps = stepsOf(error.instancePath);
  const unknown = error.params['additionalProperty'] ?? error.propertyName;
  if (typeof unknown === 'string') return keyPlace([...steps, unknown], root);
  if (error.keyword === 'required' || error.keyword === 'false schema') {
    return keyPlace(steps, root);
  }
  return follow(steps, root)?.place ?? root.place;
}

function keyPlace(steps: readonly string[], root: Tree): Place {
  const holder = follow(steps.slice(0, -1), root);
  const last = steps.at(-1) ?? '';
  if (holder?.kind === 'map') return holder.entries.get(last)?.keyPlace ?? holder.place;
  return follow(steps, root)?.place ?? root.place;
}

/** Without the objections of the schema to what a rule has described better. */
export function withoutRepeats(schema: readonly Finding[], rules: readonly Finding[]): Finding[] {
  const errors = rules.filter(({ severity }) => severity === 'error');
  const described = new Set(errors.map(({ place }) => keyOf(place)));
  return schema.filter(({ place }) => !described.has(keyOf(place)));
}
