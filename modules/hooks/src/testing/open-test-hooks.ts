import { createLogger } from '@lime/kernel';
import { hooks as hooksEntity, type HookContext, type HookEvent, type HookRunView } from '@lime/contracts';
import { openQueue, type TenantTx } from '@lime/db';
import { createTestDatabase } from '@lime/db/testing';
import { createOutbound } from '@lime/outbound';
import { openKeyring } from '@lime/vault';
import { createHooksContext, type HooksContext } from '../context.ts';
import { hookJobs, hookQueues } from '../jobs.ts';
import { listHookRuns } from '../queries/list-hook-runs.ts';

type Outbound = Parameters<typeof createOutbound>[0];

export type TestHooks = {
  ctx: HooksContext;
  tenantId: bigint;
  in<T>(work: (tx: TenantTx) => Promise<T>, tenantId?: bigint): Promise<T>;
  addTenant(): Promise<bigint>;
  /** Saves a hook as it is given, without looking at its code; answers its id. */
  save(hook: { code: string; eventType?: HookEvent } & Record<string, unknown>, tenantId?: bigint): Promise<bigint>;
  /** What a hook has done, the newest first. */
  history(hookId: bigint, tenantId?: bigint): Promise<HookRunView[]>;
  happening(event: HookEvent, occurrence: string, payload?: HookContext['payload'], tenantId?: bigint): { occurrence: string; context: HookContext };
  close(): Promise<void>;
};

/** Hooks on a database of their own. `workers`: the queue runs them; else a test does so itself. */
export async function openTestHooks({ workers = false, outbound = {} }: { workers?: boolean; outbound?: Outbound } = {}): Promise<TestHooks> {
  const database = await createTestDatabase(hookQueues);
  const logger = createLogger({ name: 'test', level: 'silent' });
  const queue = await openQueue({ url: database.url, logger });
  const keys = await openKeyring({ setting: Buffer.alloc(32, 7).toString('base64'), file: '/nonexistent' });
  if (keys.kind === 'failed') throw new Error(keys.message);
  const ctx = createHooksContext({ db: database.db, queue, announcer: { announce: () => {} }, keyring: keys.keyring, outbound: createOutbound(outbound), logger });
  if (workers) await queue.work(hookJobs(ctx));
  const inTenant = <T>(work: (tx: TenantTx) => Promise<T>, tenant = tenantId) => database.db.tenant(tenant, work);
  const tenantId = await database.addTenant();
  return {
    ctx, tenantId, in: inTenant, addTenant: database.addTenant,
    save: (hook, tenant = tenantId) => inTenant(async (tx) => {
      const { name, eventType, runtime, code, egress, timeoutMs, maxAttempts, enabled } = hooksEntity.create.parse({ name: crypto.randomUUID(), eventType: 'ticket_created', ...hook });
      const [row]: { id: bigint }[] = await tx.sql`
        INSERT INTO hooks (tenant_id, name, event_type, runtime, code, egress, timeout_ms, max_attempts, enabled)
        VALUES (${tx.tenantId}, ${name}, ${eventType}, ${runtime}, ${code}, ${egress}::jsonb, ${timeoutMs}, ${maxAttempts}, ${enabled}) RETURNING id`;
      if (!row) throw new Error('no hook');
      return row.id;
    }, tenant),
    history: async (hookId, tenant = tenantId) => (await database.db.read(tenant, (tx) => listHookRuns(tx, hookId, { cursor: null, limit: 100 }))).items,
    happening: (event, occurrence, payload = {}, tenant = tenantId) => ({ occurrence, context: { event, tenantId: String(tenant), projectId: null, userId: null, ticketId: null, runId: null, payload } }),
    close: async () => {
      await ctx.close();
      await queue.stop();
      await database.drop();
    },
  };
}
