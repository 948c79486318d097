/** Options that do nothing beside others: refused by name, because whoever gave them expects what will not happen. */
import { LabctlError } from '../base/errors.ts';
import type { Asked } from '../request/option-reader.ts';
import { type OptionName, optionNamed } from './options/options.ts';
import type { Verb } from './options/verbs.ts';

type Idle = {
  readonly verbs: readonly Verb[];
  readonly names: readonly OptionName[];
  /** They do nothing if this option is given, or has this value. */
  readonly beside?: OptionName;
  /** They do nothing unless this option is given, or has this value. */
  readonly without?: OptionName;
  readonly value?: string;
};

const STORE_VERBS = ['sync', 'list', 'prune', 'upload', 'download'] as const;
/** Without the age key itself: like the variables of the bucket it is often there for the steps that need it. */
const SOPS: readonly OptionName[] = ['sops-age-key-file', 'sops-version'];
const PULL_REQUEST: readonly OptionName[] = [
  'branch',
  'base',
  'title',
  'body',
  'labels',
  'status-context',
];

/** The first that applies is what is said. */
const IDLE: readonly Idle[] = [
  { verbs: ['sync'], names: ['shards'], without: 'dry-run' },
  { verbs: ['sync'], names: ['no-transfer'], beside: 'dry-run' },
  { verbs: ['sync'], names: ['force'], beside: 'no-transfer' },
  { verbs: ['sync'], names: PULL_REQUEST, beside: 'no-update-files' },
  {
    verbs: ['download'],
    names: ['store', 'credentials', ...SOPS],
    beside: 'from',
    value: 'manifest',
  },
  {
    verbs: ['download'],
    names: ['manifest', 'connections', 'max-decoded-size', 'temp-dir'],
    without: 'from',
    value: 'manifest',
  },
  { verbs: STORE_VERBS, names: ['credentials', ...SOPS, 'max-parts'], beside: 'store' },
  { verbs: STORE_VERBS, names: SOPS, without: 'credentials' },
  { verbs: STORE_VERBS, names: ['sops-age-key-file'], beside: 'sops-age-key' },
];

/** Throws INPUT_INVALID naming the option that would be ignored, and the one that is why. */
export function refuseIdleOptions(verb: Verb, asked: Asked<OptionName>): void {
  for (const { verbs, names, beside, without, value } of IDLE) {
    if (!verbs.includes(verb)) continue;
    const other = beside ?? without;
    if (other === undefined) continue;
    const holds = value === undefined ? isGiven(other, asked) : asked.get(other) === value;
    if (holds === (beside === undefined)) continue;
    const idle = names.find((name) => isGiven(name, asked));
    if (idle === undefined) continue;
    const reason = `${asked.label(other)}${value === undefined ? '' : ` ${value}`}`;
    throw new LabctlError(
      'INPUT_INVALID',
      `${asked.label(idle)} has no effect ${beside === undefined ? 'without' : 'together with'} ${reason}; remove it${beside === undefined ? `, or add ${reason}` : ' or the other'}`,
    );
  }
}

/** Whether somebody wrote it: the Action hands over every default, and flags that are not set. */
export function isGiven(name: OptionName, asked: Asked<OptionName>): boolean {
  const value = asked.get(name);
  const { kind, default: fallback } = optionNamed(name);
  if (value === undefined || value === '' || value === fallback) return false;
  return kind !== 'flag' || value.toLowerCase() !== 'false';
}
