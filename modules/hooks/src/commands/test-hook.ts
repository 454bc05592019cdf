import type { z } from 'zod';
import { type CheckEnv, type HookContext, hooks, type HookEvent, type HookResult, type TestCodeBody, type TestHookBody } from '@lime/contracts';
import { notFound, refuse } from '@lime/kernel';
import { recordAudit } from '@lime/audit';
import type { Db, TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import { openScopeEnv } from '@lime/vault';
import type { HooksContext } from '../context.ts';
import { type HookCode, performHook } from '../runtime/perform-hook.ts';
import { samplePayloads } from '../sample-payload.ts';
import { readHook } from '../sql/read-hook.ts';

type Asked<Body> = { db: Db; person: Principal; body: Body };

/** Runs a saved hook on a sample, with its own variables. Nothing follows from it but a row in the audit log. */
export async function testHook(ctx: HooksContext, { db, person, body }: Asked<z.output<typeof TestHookBody>>, hookId: bigint): Promise<HookResult> {
  const { hook, env, eventType } = await db.tenant(person.tenantId, async (tx) => {
    const row = (await readHook(tx, hookId)) ?? refuse(notFound(hooks.one));
    noteTest(tx, person, hookId, { name: row.name, allowEgress: body.allowEgress });
    return { hook: { runtime: row.runtime, code: row.code, egress: row.egress, timeoutMs: row.timeout_ms }, eventType: row.event_type, env: await openScopeEnv(tx, ctx.keyring, { type: 'hook', id: hookId }) };
  });
  return tryOut(ctx, person, { hook, env, event: body.eventType ?? eventType, body });
}

/** The same for code that is not saved: it has no variables. */
export async function testCode(ctx: HooksContext, { db, person, body }: Asked<z.output<typeof TestCodeBody>>): Promise<HookResult> {
  await db.tenant(person.tenantId, async (tx) => noteTest(tx, person, null, { code: body.code, runtime: body.runtime, allowEgress: body.allowEgress }));
  return tryOut(ctx, person, { hook: body, env: { vars: [], problem: null }, event: body.eventType, body });
}

function noteTest(tx: TenantTx, actor: Principal, id: bigint | null, payload: Record<string, unknown>): void {
  recordAudit(tx, { actor, action: 'hook.test', target: { type: 'hook', id }, payload });
}

type Trial = { hook: HookCode; env: CheckEnv; event: HookEvent; body: Pick<z.output<typeof TestHookBody>, 'payload' | 'allowEgress'> };

function tryOut(ctx: HooksContext, person: Principal, { hook, env, event, body }: Trial): Promise<HookResult> {
  const context: HookContext = { event, tenantId: String(person.tenantId), projectId: null, userId: String(person.userId), ticketId: null, runId: null, payload: body.payload ?? samplePayloads[event] };
  return performHook(ctx, { hook, env, context, reach: body.allowEgress });
}
