import type { TenantRead } from '@lime/db';
import { hasDecided } from '../sql/approvals.ts';
import type { GateRow } from '../sql/gates.ts';

export type MayDecide = { ok: true } | { ok: false; reason: string };

/** Whether the gate's policy lets this person decide about its present content. */
export async function mayDecide(tx: TenantRead, gate: GateRow, person: { userId: bigint; roles: string[] }): Promise<MayDecide> {
  const { roles, authorMayApprove } = gate.policy;
  if (roles.length > 0 && !roles.some((role) => person.roles.includes(role))) {
    return { ok: false, reason: `Only ${roles.join(' or ')} may decide this.` };
  }
  if (!authorMayApprove && (await authorOf(tx, gate.run_id)) === person.userId) {
    return { ok: false, reason: 'You asked for this work, so somebody else must approve it.' };
  }
  if (await hasDecided(tx, gate, person.userId)) return { ok: false, reason: 'You have decided already; others must too.' };
  return { ok: true };
}

async function authorOf(tx: TenantRead, runId: bigint): Promise<bigint | null> {
  const [run]: { created_by: bigint | null }[] = await tx.sql`SELECT created_by FROM runs WHERE tenant_id = ${tx.tenantId} AND id = ${runId}`;
  return run?.created_by ?? null;
}
