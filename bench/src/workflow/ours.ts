import { WorkflowSpec } from '@lime/contracts';
import { startRun, type RunsContext, type Tool } from '@lime/runs';
import { STEPS } from '../adapter/protocol.ts';
import { serveAdapter, type Engine } from '../adapter/serve-adapter.ts';
import type { StepClock } from '../adapter/time-steps.ts';
import { makeTenant } from '../engine/make-tenant.ts';
import { openEngine } from '../engine/open-engine.ts';
import { waitForEnds, type Ends } from './wait-for-ends.ts';

const SPEC = WorkflowSpec.parse({
  key: 'bench.ten', title: 'Ten steps',
  steps: Array.from({ length: STEPS }, (_, index) => ({ id: `step${index}`, kind: 'tool', tool: 'bench.noop', with: { clock: '$input.clock' } })),
});

/** Clocks by number: a run's input must be JSON. */
const clocks = new Map<number, StepClock>();

const noop: Tool = async (call) => {
  clocks.get(Number(call.input['clock']))?.mark();
  return { kind: 'done', output: null };
};

/** The engine with its workers, for one tenant. */
async function startOurs(databaseUrl: string, tempDir: string): Promise<Engine> {
  let ends: Ends | null = null;
  const engine = await openEngine({
    databaseUrl, tempDir, workers: true, tools: new Map([['bench.noop', noop]]),
    overhear: (announcer, db) => (ends = waitForEnds(db, announcer)).announcer,
  });
  const { tenantId, userId } = await makeTenant(engine.ctx.db);
  let started = 0;
  return {
    runWorkflow: async (clock) => {
      const number = started++;
      clocks.set(number, clock);
      await ends?.of(tenantId, await start(engine.ctx, tenantId, userId, number), clock);
      clocks.delete(number);
    },
    stop: engine.stop,
  };
}

const start = (ctx: RunsContext, tenantId: bigint, userId: bigint, clock: number) =>
  ctx.db.tenant(tenantId, (tx) => startRun(ctx, tx, { actor: { userId, name: 'Ada' }, spec: SPEC, title: 'Ten steps', input: { clock } }));

await serveAdapter(startOurs);
