import { RunDetail, RunSummary } from '@lime/contracts';
import type { Bench, Part } from '../part.ts';
import { makeRow } from '../row.ts';
import { startServer, type Server } from '../server/start-server.ts';
import { makeRepository } from './make-repository.ts';
import { overheadOf, type Overhead } from './overhead.ts';

/** At least so many runs count, whatever `--repeats` says. */
const RUNS = 5;
const POLL_MS = 50;

export const recipePart: Part = {
  name: 'recipe',
  footnotes: [
    'recipe: the bundled sample repository is changed by a recipe on the server\'s own runner, from the run\'s creation until its question to people stands open. The overhead is that time without clone, set-up, recipe and the checks before and after; taking the diff, the sandboxes\' preparation and every way between server and runner are in it.',
  ],
  run: async (bench) => {
    const runs = await measureRuns(bench);
    return [
      makeRow({ id: 'recipe.total', unit: 'ms', lowerIsBetter: true, ours: runs.map((run) => run.totalMs) }),
      makeRow({ id: 'recipe.overhead', unit: 'ms', lowerIsBetter: true, ours: runs.map((run) => run.overheadMs), goal: { kind: 'at-most', value: 300 } }),
    ];
  },
};

async function measureRuns(bench: Bench): Promise<Overhead[]> {
  const server = await startServer({ databaseUrl: await bench.postgres.createDatabase(), tempDir: bench.tempDir, embeddedRunner: true });
  try {
    const url = await makeRepository(bench.tempDir);
    const runs: Overhead[] = [];
    // The first run warms everything up and does not count.
    for (let number = 0; number <= Math.max(RUNS, bench.repeats); number++) {
      const run = overheadOf(await runRecipe(server, url));
      const phases = Object.entries(run.phases).map(([phase, ms]) => `${phase} ${Math.round(ms)}`).join(', ');
      bench.say(`${number === 0 ? 'warm-up: ' : ''}${run.totalMs} ms, of that ${Math.round(run.overheadMs)} ms overhead (${phases})`);
      if (number > 0) runs.push(run);
    }
    return runs;
  } finally {
    await server.stop();
  }
}

/** Starts a run and waits until it asks its question, or has ended. */
async function runRecipe(server: Server, url: string): Promise<RunDetail> {
  const { id } = await server.api(RunSummary, 'POST', '/agent-runs', {
    title: 'Orders come out a cent short', mode: 'bugfix', repository: { url }, setup: '', checks: ['node --test'],
    recipe: { name: 'ast-grep', options: { pattern: 'Math.floor($AMOUNT * 100)', rewrite: 'Math.round($AMOUNT * 100)', language: 'js' } },
  });
  for (;;) {
    const detail = await server.api(RunDetail, 'GET', `/agent-runs/${id}`);
    if (detail.run.waitingOn === 'gate' || detail.run.endedAt !== null) return detail;
    await Bun.sleep(POLL_MS);
  }
}
