/** Rules for Packer sources: a folder and a file inside the repository, and variables that are no secrets. */

import { unseenCharacter } from '../../../base/characters.ts';
import type { Finding } from '../../../base/errors.ts';
import { error, type Problem, placed, quote, warning } from '../../../base/findings.ts';
import { lintArtifact, lintTemplateFolder } from '../../../files/path-rules.ts';
import { child, isText, type Tree, textChild } from '../../../yaml/tree.ts';
import type { ImageTree } from '../image-trees.ts';

export function lintPacker({ source }: ImageTree): Finding[] {
  const path = textChild(source, 'path');
  const artifact = textChild(source, 'artifact');
  return [
    ...(path ? placed(path.place, 'source.path', lintTemplateFolder(path.value)) : []),
    ...(artifact ? placed(artifact.place, 'source.artifact', lintArtifact(artifact.value)) : []),
    ...lintVariables(child(source, 'variables')),
  ];
}

function lintVariables(variables: Tree | undefined): Finding[] {
  if (variables?.kind !== 'map') return [];
  return [...variables.entries].flatMap(([name, { keyPlace, value }]) => [
    ...placed(keyPlace, 'source.variables', lintVariableName(name)),
    ...(isText(value)
      ? placed(value.place, `source.variables.${name}`, lintVariableValue(name, value.value))
      : []),
  ]);
}

const MAX_VARIABLE_NAME = 128;

/** HCL identifiers, in ASCII: developer.hashicorp.com/packer/docs/templates/hcl_templates/syntax. */
function lintVariableName(name: string): Problem[] {
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && name.length <= MAX_VARIABLE_NAME) return [];
  const wanted = 'want letters, digits, underscores and hyphens, a letter or an underscore first';
  return [error(`holds the name ${quote(name)}, which no Packer variable can have: ${wanted}`)];
}

const SECRET_NAME =
  /pass(word|wd|phrase)|secret|token|private_?key|api_?key|access_?key|credential/i;

/** Values are never shown: one that should not be here may be a secret. */
function lintVariableValue(name: string, value: string): Problem[] {
  const unseen = unseenCharacter(value.replace(/[\t\n]/g, ''));
  if (unseen !== undefined) {
    return [error(`holds the character ${unseen}, which cannot be seen; remove it`)];
  }
  if (value === '' || !SECRET_NAME.test(name)) return [];
  const remedy = `set PKR_VAR_${name} in the environment of the build and remove it here`;
  return [
    warning(`looks like a secret, and everyone who reads the repository reads it; ${remedy}`),
  ];
}
