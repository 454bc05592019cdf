import type { TenantTx } from '@lime/db';

/** Who did something: a person, or a part of the platform acting by itself (`userId` null). */
export type Actor = { userId: bigint | null; name: string };

export type AuditEntry = {
  actor: Actor;
  /** `<subject>.<verb>`, such as `gate.approve`. */
  action: string;
  target: { type: string; id: bigint | null };
  payload?: Record<string, unknown>;
};

/** Writes one row of the unalterable log, in the transaction of the change that it tells of. */
export function recordAudit(tx: TenantTx, entry: AuditEntry): void {
  tx.send(tx.sql`
    INSERT INTO audit_log (tenant_id, actor_user_id, actor, action, target_type, target_id, payload)
    VALUES (${tx.tenantId}, ${entry.actor.userId}, ${entry.actor.name}, ${entry.action}, ${entry.target.type}, ${entry.target.id}, ${entry.payload ?? {}}::jsonb)`);
}
