/** One seed from its first step to its last: each step done, then everything looked at. */
import { createFakeClock } from '../../support/fakes/fake-clock.ts';
import { createMemoryForge } from '../../support/fakes/memory-forge.ts';
import { checkPruned, checkRuns, type EndedRun } from './check-runs.ts';
import { describeRun, describeStep } from './describe-step.ts';
import { FOLLOWING_FILE, FOLLOWING_TEXT, type Lane, URL_SECRET } from './lane.ts';
import { meddle, performRuns } from './perform-step.ts';
import {
  checkFree,
  checkNoLies,
  checkNoSecrets,
  checkNothingLeft,
  type Violation,
} from './properties.ts';
import type { Run, Scenario, Step, Trouble } from './scenario.ts';
import type { Snapshot } from './snapshot.ts';
import { mayLeaveUploads } from './store-trouble.ts';

export type SeedResult = {
  readonly violations: readonly Violation[];
  /** What happened, line by line. */
  readonly story: readonly string[];
  readonly runs: number;
  readonly failedRuns: number;
};

const CALM: Trouble = { origin: [], store: { s3: [], folder: [] } };
const TWO_DAYS_MS = 48 * 3_600_000;

/** Ends at the first step that violates a property; `onLine` hears the story as it goes. */
export async function runSeed(
  scenario: Scenario,
  lane: Lane,
  onLine: (line: string) => void = () => undefined,
): Promise<SeedResult> {
  const bucket = await lane.bucket(scenario.store);
  // Real time, as the S3 servers have it: prune compares it with the age of uploads.
  const clock = createFakeClock(Date.now());
  const forge = createMemoryForge();
  forge.commit('main', { [FOLLOWING_FILE]: FOLLOWING_TEXT });
  const story: string[] = [];
  const tell = (line: string): void => {
    story.push(line);
    onLine(line);
  };
  const place = { lane, bucket, clock, forge, tell };
  let before: Snapshot = { objects: new Map(), uploads: [] };
  /** After a kill, or where taking back has failed: until prune has been there. */
  let uploadsMayBeLeft = false;
  let runs = 0;
  let failedRuns = 0;

  async function perform(step: Step): Promise<Violation[]> {
    if (step.kind === 'meddle') {
      if (step.how === 'begin upload') uploadsMayBeLeft = true;
      await meddle(step, bucket);
      return look([]);
    }
    if (mayLeaveUploads(step.trouble.store)) uploadsMayBeLeft = true;
    const ended = await performRuns(step.runs, step.trouble, place);
    runs += ended.length;
    failedRuns += ended.filter(({ result }) => result.exitCode !== 0).length;
    return look(ended);
  }

  /** All that has to be true after any step. */
  async function look(ended: readonly EndedRun[]): Promise<Violation[]> {
    const after = await bucket.snapshot();
    const left = uploadsMayBeLeft ? { ...after, uploads: [] } : after;
    const texts = [
      ...ended.flatMap(({ result }) => result.said),
      ...forge.pulls.flatMap(({ title, body }) => [title, body]),
    ];
    const violations = [
      ...checkNoLies(after),
      ...checkNothingLeft(left, await lane.temporaryFiles()),
      ...checkNoSecrets(texts, after, [URL_SECRET, ...bucket.secrets]),
      ...ended.flatMap(checkNoMistake),
      ...(ended.length > 0 ? await checkRuns(ended, { before, after }) : []),
    ];
    before = after;
    return violations;
  }

  /** (c), (d) and the end of (e): all is well again. */
  async function recover(): Promise<Violation[]> {
    const manifest = scenario.last;
    const sync = { verb: 'sync', manifest, force: false, concurrency: 2, dryRun: false } as const;
    const healed = await mustSucceed(sync, 'a run without faults');
    if (healed.length > 0) return healed;
    if (uploadsMayBeLeft || scenario.seed % 2 === 0) {
      clock.advance(TWO_DAYS_MS);
      uploadsMayBeLeft = false;
      const prune = { verb: 'prune', manifest, includeUploads: false } as const;
      const pruned = [...(await mustSucceed(prune, 'a prune')), ...checkPruned(manifest, before)];
      if (pruned.length > 0) return pruned;
    }
    const settled = before;
    const proposals = forge.writes();
    const repeated = await mustSucceed(sync, 'a run with nothing to do');
    const did = {
      writes: bucket.writes(),
      downloads: lane.origin.requests.length,
      proposals: forge.writes() - proposals,
    };
    return [...repeated, ...checkFree(did, settled, before)];
  }

  async function mustSucceed(run: Run, name: string): Promise<Violation[]> {
    tell(`${name}: ${describeRun(run)}`);
    const ended = await performRuns([run], CALM, place);
    const failed = ended.filter(({ result }) => result.exitCode !== 0);
    return [
      ...failed.map(
        ({ result }): Violation => ({ property: 'c', found: `${name}: ${result.summary}` }),
      ),
      ...(await look(ended)),
    ];
  }

  await bucket.clear();
  tell(`seed ${scenario.seed} on ${scenario.store}`);
  let violations: Violation[] = [];
  for (const [at, step] of scenario.steps.entries()) {
    tell(`step ${at + 1}: ${describeStep(step)}`);
    violations = await perform(step);
    if (violations.length > 0) break;
  }
  if (violations.length === 0) violations = await recover();
  bucket.calm();
  for (const { property, found } of violations) tell(`VIOLATED (${property}): ${found}`);
  return { violations, story, runs, failedRuns };
}

function checkNoMistake({ result: { codes, summary } }: EndedRun): Violation[] {
  return codes.includes('INTERNAL') ? [{ property: 'h', found: summary }] : [];
}
