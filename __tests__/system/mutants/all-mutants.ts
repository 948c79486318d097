/** All mutants, by the area of the sources that they change. */
import { ANSWERS_MUTANTS } from './answers-mutants.ts';
import { CATALOG_MUTANTS } from './catalog-mutants.ts';
import { COMMANDS_MUTANTS } from './commands-mutants.ts';
import { CREDENTIALS_MUTANTS } from './credentials-mutants.ts';
import { FACES_MUTANTS } from './faces-mutants.ts';
import { FOLDER_MUTANTS } from './folder-mutants.ts';
import { MANIFEST_MUTANTS } from './manifest-mutants.ts';
import type { Mutant } from './mutant.ts';
import { NETWORK_MUTANTS } from './network-mutants.ts';
import { PROGRAMS_MUTANTS } from './programs-mutants.ts';
import { REPOSITORY_MUTANTS } from './repository-mutants.ts';
import { SOURCES_MUTANTS } from './sources-mutants.ts';
import { STORE_MUTANTS } from './store-mutants.ts';
import { STREAM_MUTANTS } from './stream-mutants.ts';
import { TOOLS_MUTANTS } from './tools-mutants.ts';
import { VENDORS_MUTANTS } from './vendors-mutants.ts';

/** To add an area, add its file beside this one and its line here. */
export const MUTANTS_BY_AREA: Readonly<Record<string, readonly Mutant[]>> = {
  stream: STREAM_MUTANTS,
  sources: SOURCES_MUTANTS,
  store: STORE_MUTANTS,
  folder: FOLDER_MUTANTS,
  vendors: VENDORS_MUTANTS,
  network: NETWORK_MUTANTS,
  catalog: CATALOG_MUTANTS,
  commands: COMMANDS_MUTANTS,
  repository: REPOSITORY_MUTANTS,
  programs: PROGRAMS_MUTANTS,
  manifest: MANIFEST_MUTANTS,
  credentials: CREDENTIALS_MUTANTS,
  tools: TOOLS_MUTANTS,
  faces: FACES_MUTANTS,
  answers: ANSWERS_MUTANTS,
};

export type AreaMutant = Mutant & { readonly area: string };

export const ALL_MUTANTS: readonly AreaMutant[] = Object.entries(MUTANTS_BY_AREA).flatMap(
  ([area, mutants]) => mutants.map((mutant) => ({ ...mutant, area })),
);

/** Those of the area, if one is named, whose rule or file holds one of the names, if any is given. */
export function chooseMutants({
  area,
  names,
}: {
  readonly area: string | undefined;
  readonly names: readonly string[];
}): AreaMutant[] {
  return ALL_MUTANTS.filter(({ rule, file, area: own }) => {
    const text = `${rule}\n${file}`.toLowerCase();
    const isNamed = names.length === 0 || names.some((name) => text.includes(name.toLowerCase()));
    return isNamed && (area === undefined || own === area);
  });
}
