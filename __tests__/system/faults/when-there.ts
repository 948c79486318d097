/** Waits for a file that a script of a test makes. */
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A run that never comes so far has a limit of its own. */
export async function whenThere(path: string): Promise<void> {
  for (let tries = 0; !existsSync(path) && tries < 5_000; tries += 1) await wait(20);
}
