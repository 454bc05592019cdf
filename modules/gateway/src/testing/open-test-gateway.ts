import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAnnouncer, openQueue } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { createLogger, hashToken, newToken } from '@lime/kernel';
import { folderBlobStore, runQueues } from '@lime/runs';
import { type CatalogSettings, createCatalog } from '../catalog/catalog.ts';
import { ModelsFile } from '../catalog/models-file.ts';
import { createGatewayContext, type GatewayContext } from '../context.ts';
import { serveModel } from '../serve/serve-model.ts';

export type TestStep = { tenantId: bigint; runId: bigint; stepId: bigint; token: string };

export type TestGateway = {
  ctx: GatewayContext;
  database: TestDatabase;
  origin: string;
  /** A running agent step of a run that may spend so much, with a token that opens the gateway. `payer`: the run whose budget it spends. */
  step(options?: { maxCostCents?: number; tenantId?: bigint; payer?: bigint }): Promise<TestStep>;
  /** Posts to the gateway; the path is below `/model`. */
  ask(token: string, path: string, body: unknown, options?: { headers?: Record<string, string>; signal?: AbortSignal }): Promise<Response>;
  /** Resolves once all charges under way are written. */
  settled(): Promise<void>;
  /** What the run has cost so far, and its calls. */
  account(step: TestStep): Promise<{ costMicros: bigint; calls: CallRow[] }>;
  close(): Promise<void>;
};

export type CallRow = { status: string; upstream: string | null; held_micros: bigint; cost_micros: bigint | null; input_tokens: bigint; output_tokens: bigint; estimated: boolean; attempts: number; failure: string | null };

/** A gateway of its own behind a real HTTP server; `database`: the one of another gateway, shared with it. */
export async function openTestGateway(file: unknown, options: Partial<CatalogSettings> & { database?: TestDatabase } = {}): Promise<TestGateway> {
  const database = options.database ?? (await createTestDatabase(runQueues));
  const logger = createLogger({ name: 'test', level: 'silent' });
  const [announcer, queue] = await Promise.all([openAnnouncer({ url: database.url, logger }), openQueue({ url: database.url, logger, supervise: false })]);
  const blobDir = await mkdtemp(join(tmpdir(), 'lime-gateway-'));
  const catalog = createCatalog({ anthropic: null, openai: null, file: ModelsFile.parse(file), scriptUrl: null, readKey: () => 'the real key', ...options });
  const ctx = createGatewayContext({ db: database.db, logger, runs: { readStepEnv: async () => ({ vars: [], problem: null }), announcer, queue, blobs: folderBlobStore(blobDir) }, catalog });
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 0, fetch: async (request) => (await serveModel(ctx, request, () => {})) ?? new Response(null, { status: 404 }) });
  const origin = `http://127.0.0.1:${server.port}`;
  const settled = async () => {
    while (ctx.inHand.size > 0) await (ctx.settling.size > 0 ? Promise.all(ctx.settling) : Bun.sleep(1));
  };
  return {
    ctx, database, origin, settled,
    step: (wanted = {}) => makeStep(database, wanted),
    ask: (token, path, body, { headers, signal } = {}) =>
      fetch(`${origin}/model${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body), ...(signal && { signal }) }),
    account: async (step) => {
      await settled();
      return database.db.tenant(step.tenantId, async (tx) => {
        const [run]: { cost_micros: bigint }[] = await tx.sql`SELECT cost_micros FROM runs WHERE id = ${step.runId}`;
        const calls: CallRow[] = await tx.sql`SELECT * FROM model_calls WHERE run_id = ${step.runId} ORDER BY id`;
        return { costMicros: run?.cost_micros ?? -1n, calls: [...calls] };
      });
    },
    close: async () => {
      await server.stop(true);
      await settled();
      await queue.stop();
      await announcer.close();
      await rm(blobDir, { recursive: true, force: true });
      if (!options.database) await database.drop();
    },
  };
}

async function makeStep(database: TestDatabase, wanted: { maxCostCents?: number; tenantId?: bigint; payer?: bigint }): Promise<TestStep> {
  const tenantId = wanted.tenantId ?? (await database.addTenant());
  return database.db.tenant(tenantId, async (tx) => {
    const [run]: { id: bigint }[] = await tx.sql`
      INSERT INTO runs (tenant_id, workflow, title, spec, input, status, reserved_cents, budget_run_id)
      VALUES (${tenantId}, 'w', 'W', '{}'::jsonb, '{}'::jsonb, 'running', ${wanted.maxCostCents ?? 1000}, ${wanted.payer ?? null}) RETURNING id`;
    const runId = run?.id ?? 0n;
    const [step]: { id: bigint }[] = await tx.sql`
      INSERT INTO run_steps (tenant_id, run_id, key, title, kind, position, status) VALUES (${tenantId}, ${runId}, 'work', 'Work', 'agent', 0, 'running') RETURNING id`;
    const stepId = step?.id ?? 0n;
    const token = `${newToken('gateway')}.${tenantId}.${stepId}`;
    await tx.sql`UPDATE run_steps SET gateway_hash = ${hashToken(token)} WHERE id = ${stepId}`;
    return { tenantId, runId, stepId, token };
  });
}
