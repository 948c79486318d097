/** Whole syncs through random faults: what holds afterwards, whatever went wrong. More seeds: `npm run soak`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missingServer } from '../../support/servers/s3-servers.ts';
import { describeFailure, runSeeds } from './run-seeds.ts';
import { makeScenario } from './scenario.ts';

const SEEDS = 200;
const skip = missingServer('versitygw') || missingServer('minio');

describe('the soak', () => {
  it('makes the same of the same seed, and another of another', () => {
    assert.deepEqual(makeScenario(7), makeScenario(7));
    assert.notDeepEqual(makeScenario(7), { ...makeScenario(8), seed: 7 });
  });

  it(`finds nothing lost under ${SEEDS} seeds`, { skip }, async () => {
    const { seeds, runs, failedRuns, failed } = await runSeeds({ from: 1, seeds: SEEDS, lanes: 3 });
    assert.deepEqual(failed.map(describeFailure).join('\n\n'), '');
    assert.equal(seeds, SEEDS);
    // Faults that never make a run fail, or always, would test nothing.
    assert.ok(failedRuns > runs / 20 && failedRuns < runs / 2, `${failedRuns} of ${runs} failed`);
  });
});
