import type { TenantTx } from '@lime/db';

/** Who did something: a person, or a part of the platform acting by itself (`userId` null). */
export type Actor = { userId: bigint | null; name: string; /** Of the request by which they do it. */ correlationId?: string };

export type AuditEntry = {
  actor: Actor;
  /** `<subject>.<verb>`, such as `gate.approve`. */
  action: string;
  target: { type: string; id: bigint | null };
  payload?: Record<string, unknown>;
};

/** Writes a row of the unalterable log for each entry, in the transaction of the changes that they tell of. */
export function recordAudit(tx: TenantTx, ...entries: AuditEntry[]): void {
  const rows = entries.map(({ actor, action, target, payload }) => ({
    actor_user_id: actor.userId === null ? null : String(actor.userId), actor: actor.name, action,
    target_type: target.type, target_id: target.id === null ? null : String(target.id), payload: payload ?? {}, correlation_id: actor.correlationId ?? null,
  }));
  tx.send(tx.sql`
    INSERT INTO audit_log (tenant_id, actor_user_id, actor, action, target_type, target_id, payload, correlation_id)
    SELECT ${tx.tenantId}, actor_user_id, actor, action, target_type, target_id, payload, correlation_id
    FROM jsonb_to_recordset(${rows}::jsonb) AS e (actor_user_id bigint, actor text, action text, target_type text, target_id bigint, payload jsonb, correlation_id text)`);
}
