import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowSpec } from '@lime/contracts';
import { connect, installQueue, migrate, openAnnouncer, openQueue, type Db } from '@lime/db';
import { createLogger } from '@lime/kernel';
import { createRunsContext, folderBlobStore, runJobs, runQueues, startEngine, startRun, type RunsContext, type Tool } from '@lime/runs';
import { STEPS } from '../adapter/protocol.ts';
import { serveAdapter, type Engine } from '../adapter/serve-adapter.ts';
import type { StepClock } from '../adapter/time-steps.ts';
import { waitForEnds } from './wait-for-ends.ts';

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

/** The engine as the server composes it, with its queue, sweeper and workers, for one tenant. */
async function startOurs(databaseUrl: string, tempDir: string): Promise<Engine> {
  await migrate(databaseUrl);
  await installQueue(databaseUrl, runQueues);
  const logger = createLogger({ name: 'bench', level: 'warn' });
  const db = connect({ url: databaseUrl });
  const queue = await openQueue({ url: databaseUrl, logger });
  const announcer = await openAnnouncer({ url: databaseUrl, logger });
  const ends = waitForEnds(db, announcer);
  const blobs = folderBlobStore(await mkdtemp(join(tempDir, 'blobs-')));
  const ctx = createRunsContext({
    db, queue, announcer: ends.announcer, blobs, logger,
    tools: new Map([['bench.noop', noop]]), workflows: new Map(), onRunChanged: async () => {},
  }, { workers: true });
  await queue.work(runJobs(ctx));
  const stopEngine = startEngine(ctx);
  const { tenantId, userId } = await makeTenant(db);
  let started = 0;
  return {
    runWorkflow: async (clock) => {
      const number = started++;
      clocks.set(number, clock);
      await ends.of(tenantId, await start(ctx, tenantId, userId, number), clock);
      clocks.delete(number);
    },
    stop: async () => {
      await stopEngine();
      await queue.stop();
      await announcer.close();
      await db.close();
    },
  };
}

const start = (ctx: RunsContext, tenantId: bigint, userId: bigint, clock: number) =>
  ctx.db.tenant(tenantId, (tx) => startRun(ctx, tx, { actor: { userId, name: 'Ada' }, spec: SPEC, title: 'Ten steps', input: { clock } }));

async function makeTenant(db: Db): Promise<{ tenantId: bigint; userId: bigint }> {
  const [tenant]: { id: bigint }[] = await db.engine((tx) => tx.sql`INSERT INTO tenants (name, slug) VALUES ('Bench', 'bench') RETURNING id`);
  const tenantId = tenant?.id ?? 0n;
  const [user]: { id: bigint }[] = await db.tenant(tenantId, (tx) => tx.sql`INSERT INTO users (tenant_id, email, name) VALUES (${tenantId}, 'ada@example.org', 'Ada') RETURNING id`);
  return { tenantId, userId: user?.id ?? 0n };
}

await serveAdapter(startOurs);
