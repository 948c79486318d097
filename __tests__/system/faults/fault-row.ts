/** A row of the table of faults: what goes wrong, what labctl does about it, and the tests that show it. */
import { after, type TestContext, test } from 'node:test';
import { missingServer } from '../../support/servers/s3-servers.ts';
import { needs } from '../../unit/credentials/sops/sops-lab.ts';
import { type FaultLab, openFaultLab } from './fault-lab.ts';
import { closeSharedServer } from './shared-server.ts';

/** Injects the fault into a whole run and checks what is left. */
export type FaultCase = (lab: FaultLab, test: TestContext) => Promise<void>;

export type FaultRow = {
  /** Rows are numbered without gaps over all tables, and keep their numbers. */
  readonly row: number;
  /** What goes wrong, in a few words. */
  readonly fault: string;
  /** What labctl does then, as one sentence for its users. */
  readonly labctl: string;
} & (
  | {
      /** What is seen, as the name of a test; how it is shown. */
      readonly cases: Readonly<Record<string, FaultCase>>;
      /** Programs without which the cases are skipped; `s3` stands for a real S3 server. */
      readonly needs?: readonly string[];
      /** Names of tests elsewhere that show more of it, one level below a whole run. */
      readonly shownBy?: readonly string[];
    }
  | {
      /** Why the fault cannot be injected. */
      readonly notInjected: string;
    }
);

/** Registers a test for every case of these rows, each in a lab of its own. */
export function testRows(rows: readonly FaultRow[]): void {
  after(closeSharedServer);
  for (const row of rows) {
    if (!('cases' in row)) continue;
    for (const [sentence, inject] of Object.entries(row.cases)) {
      test(`fault ${row.row}: ${sentence}`, {
        skip: missingTool(row.needs ?? []),
      }, async (context) => {
        const lab = await openFaultLab();
        try {
          await inject(lab, context);
        } finally {
          await lab.close();
        }
      });
    }
  }
}

function missingTool(tools: readonly string[]): string | false {
  const programs = tools.filter((tool) => tool !== 's3');
  return needs(...programs).skip || (tools.includes('s3') && missingServer('versitygw'));
}
