import { startRun, type RunsContext } from '@lime/runs';
import { sharedClock } from '../clock.ts';
import { makeTenant } from '../engine/make-tenant.ts';
import { openEngine } from '../engine/open-engine.ts';
import { markTool, ONE_STEP } from './one-step.ts';
import { startWorker, type Marked } from './start-worker.ts';

/**
 * A process of its own: starts runs one after another, each on an engine that has nothing else to
 * do, and prints as JSON how many milliseconds passed from the call to the first line of the first
 * step. `queue`: this process has no workers, so that the run reaches another one by the queue.
 */
const [databaseUrl = '', tempDir = '', way = '', starts = ''] = process.argv.slice(2);
const WARM_UP = 20;
/** Between one run's end and the next start: whatever trails the end is over by then. Milliseconds. */
const IDLE_MS = 10;

const began = new Map<number, PromiseWithResolvers<number>>();
const onMark = ({ number, at }: Marked) => began.get(number)?.resolve(at);
const workers = way === 'direct';
const engine = await openEngine({ databaseUrl, tempDir, workers, tools: markTool((number) => onMark({ number, at: sharedClock() })) });
const worker = workers ? null : await startWorker(databaseUrl, tempDir, onMark);
const { ctx } = engine;
const { tenantId, userId } = await makeTenant(ctx.db);

const latencies: number[] = [];
for (let number = 0; number < WARM_UP + Number(starts); number++) {
  const latency = await timeStart(number);
  if (number >= WARM_UP) latencies.push(latency);
  await Bun.sleep(IDLE_MS);
}
process.stdout.write(JSON.stringify(latencies));
await worker?.stop();
await engine.stop();
process.exit();

async function timeStart(number: number): Promise<number> {
  const first = Promise.withResolvers<number>();
  began.set(number, first);
  const called = sharedClock();
  const runId = await ctx.db.tenant(tenantId, (tx) => startRun(ctx, tx, { actor: { userId, name: 'Ada' }, spec: ONE_STEP, title: 'One step', input: { number } }));
  const latency = (await first.promise) - called;
  began.delete(number);
  await untilEnded(ctx, runId);
  return latency;
}

async function untilEnded({ db, announcer }: RunsContext, runId: bigint): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const look = async () => {
    const [run]: { ended: boolean }[] = await db.tenant(tenantId, (tx) => tx.sql`SELECT ended_at IS NOT NULL AS ended FROM runs WHERE tenant_id = ${tenantId} AND id = ${runId}`);
    if (run?.ended) ended.resolve();
  };
  const stop = announcer.listen((topic) => {
    if (topic === `run:${runId}`) look().catch(ended.reject);
  });
  await look();
  await ended.promise;
  stop();
}
