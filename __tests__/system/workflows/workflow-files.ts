/** The workflow files of this repository and its action.yml, as YAML says them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = '.github/workflows';

export type Step = {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly with?: Readonly<Record<string, unknown>>;
};

export type Job = {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
};

export type Workflow = {
  /** `images-sync` for images-sync.yml. */
  readonly name: string;
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly permissions: unknown;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
};

/** All that is in .github/workflows. */
export function readWorkflows(): readonly Workflow[] {
  return readdirSync(join(ROOT, FOLDER)).map((file) => {
    const path = `${FOLDER}/${file}`;
    const text = readText(path);
    return { ...parse(text), name: file.replace(/\.yml$/, ''), path, text };
  });
}

export type ActionFile = {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
};

export function readAction(): ActionFile {
  return parse(readText('action.yml'));
}

export type MergeRule = {
  readonly conditions: readonly string[];
  readonly actions: Readonly<Record<string, unknown>>;
};

/** The rules of .mergify.yml. */
export function readMergeRules(): readonly MergeRule[] {
  return parse(readText('.mergify.yml')).pull_request_rules;
}

/** The value that a rule wants of `attribute`: `main` where it says `base = main`. */
export function wanted(rule: MergeRule, attribute: string): string | undefined {
  const pairs = rule.conditions.map((condition) => condition.split(' = '));
  return pairs.find(([name]) => name === attribute)?.[1];
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
