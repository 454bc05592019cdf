import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@lime/kernel';
import { WorkflowSpec, type JsonObject, type RunDetail } from '@lime/contracts';
import { openAnnouncer, openQueue, type TenantTx } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { folderBlobStore } from '../artifacts/folder-blob-store.ts';
import { startRun } from '../commands/start-run.ts';
import { runQueues } from '../engine/enqueue-advance.ts';
import { createRunsContext, startEngine } from '../engine/open-engine.ts';
import { runJobs } from '../jobs.ts';
import { readRunDetail } from '../queries/run-detail.ts';
import type { RunsContext } from '../context.ts';
import type { Tool } from '../tool.ts';

export type TestEngine = {
  ctx: RunsContext;
  database: TestDatabase;
  tenantId: bigint;
  userId: bigint;
  start(spec: unknown, input?: JsonObject): Promise<bigint>;
  /** Resolves once `until` holds for the run; looks again whenever the run is announced. */
  reaches(runId: bigint, until: (detail: RunDetail) => boolean): Promise<RunDetail>;
  in<T>(work: (tx: TenantTx) => Promise<T>): Promise<T>;
  /** Another tenant of the same installation. */
  addTenant(): Promise<{ tenantId: bigint; userId: bigint }>;
  close(): Promise<void>;
};

export type TestEngineOptions = {
  tools?: Record<string, Tool>;
  workflows?: unknown[];
  database?: TestDatabase;
  /** False: nothing moves by itself, the test calls every move. */
  workers?: boolean;
  toolTimeoutMs?: number;
};

/** A whole engine of its own on a database of its own: the queue, the sweeper and the workers are the real ones. */
export async function openTestEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const database = options.database ?? (await createTestDatabase(runQueues));
  const logger = createLogger({ name: 'test', level: process.env['LIME_LOG_LEVEL'] ?? 'silent' });
  const queue = await openQueue({ url: database.url, logger });
  const announcer = await openAnnouncer({ url: database.url, logger });
  const blobDir = await mkdtemp(join(tmpdir(), 'lime-blobs-'));
  const workflows = new Map((options.workflows ?? []).map((raw) => WorkflowSpec.parse(raw)).map((spec) => [spec.key, spec]));
  const tools = new Map(Object.entries(options.tools ?? {}));
  const ctx = createRunsContext({ db: database.db, queue, announcer, blobs: folderBlobStore(blobDir), logger, tools, workflows, readStepEnv: async () => ({ vars: [], problem: null }), readRepositoryAccess: async (_, { url }) => ({ access: null, problem: null, retryable: false, url }), onRunChanged: async () => {} }, { workers: options.workers ?? true, ...(options.toolTimeoutMs !== undefined && { toolTimeoutMs: options.toolTimeoutMs }) });
  if (options.workers ?? true) await queue.work(runJobs(ctx));
  const stopEngine = (options.workers ?? true) ? startEngine(ctx) : async () => {};
  const { tenantId, userId } = await makeTenant(database);
  const inTenant = <T>(work: (tx: TenantTx) => Promise<T>) => database.db.tenant(tenantId, work);
  const detail = async (runId: bigint) => {
    const found = await inTenant((tx) => readRunDetail(tx, runId, { userId, roles: ['admin'] }));
    if (!found) throw new Error(`no run ${runId}`);
    return found;
  };
  return {
    ctx, database, tenantId, userId, in: inTenant, addTenant: () => makeTenant(database),
    start: (spec, input = {}) => inTenant((tx) => startRun(ctx, tx, { actor: { userId, name: 'Ada' }, spec: WorkflowSpec.parse(spec), title: 'A test run', input })),
    reaches: (runId, until) => reaches(ctx, runId, () => detail(runId), until),
    close: async () => {
      await stopEngine();
      await queue.stop();
      await announcer.close();
      await rm(blobDir, { recursive: true, force: true });
      if (!options.database) await database.drop();
    },
  };
}

async function makeTenant(database: TestDatabase): Promise<{ tenantId: bigint; userId: bigint }> {
  const tenantId = await database.addTenant();
  const [user]: { id: bigint }[] = await database.db.tenant(tenantId, (tx) => tx.sql`INSERT INTO users (tenant_id, email, name) VALUES (${tenantId}, 'ada@example.org', 'Ada') RETURNING id`);
  return { tenantId, userId: user?.id ?? 0n };
}

/** Announcements are a hint, so a slow look every second backs them up; 30 s without success throws what was seen. */
async function reaches(ctx: RunsContext, runId: bigint, look: () => Promise<RunDetail>, until: (detail: RunDetail) => boolean): Promise<RunDetail> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    let wake: () => void = () => {};
    const announced = new Promise<void>((resolve) => (wake = resolve));
    const stop = ctx.announcer.listen((topic) => (topic === `run:${runId}` || topic === '*') && wake());
    try {
      const seen = await look();
      if (until(seen)) return seen;
      if (Date.now() > deadline) throw new Error(`run ${runId} stands at ${JSON.stringify({ ...seen.run, steps: seen.steps.map((step) => `${step.key} ${step.status}`) })}`);
      await Promise.race([announced, Bun.sleep(1000)]);
    } finally {
      stop();
    }
  }
}
