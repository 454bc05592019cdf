import { DBOS } from '@dbos-inc/dbos-sdk';
import { STEPS } from '../adapter/protocol.ts';
import { serveAdapter, type Engine } from '../adapter/serve-adapter.ts';
import type { StepClock } from '../adapter/time-steps.ts';

/** Clocks by workflow number: a workflow's arguments must be serialisable. */
const clocks = new Map<number, StepClock>();

const step = DBOS.registerStep(async (run: number, index: number) => {
  clocks.get(run)?.mark();
  return index;
}, { name: 'step' });

const workflow = DBOS.registerWorkflow(async (run: number) => {
  for (let index = 0; index < STEPS; index++) await step(run, index);
  return run;
}, { name: 'tenSteps' });

/** Ten registered steps in a registered workflow, each recorded in the system database. */
async function startDbos(databaseUrl: string): Promise<Engine> {
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: databaseUrl, systemDatabasePoolSize: 20, logLevel: 'error' });
  await DBOS.launch();
  let runs = 0;
  return {
    runWorkflow: async (clock) => {
      const run = runs++;
      clocks.set(run, clock);
      await workflow(run);
      clocks.delete(run);
    },
    stop: () => DBOS.shutdown(),
  };
}

await serveAdapter(startDbos);
