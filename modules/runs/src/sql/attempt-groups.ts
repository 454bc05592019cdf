import type { TenantRead, TenantTx } from '@lime/db';

/** Makes a group for runs side by side. */
export async function insertAttemptGroup(tx: TenantTx): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`INSERT INTO attempt_groups (tenant_id) VALUES (${tx.tenantId}) RETURNING id`;
  if (!row) throw new Error('the attempt group was not inserted');
  return row.id;
}

/**
 * Locks the group that a gate's run belongs to; null when it belongs to none. Before the gate's own
 * lock: whoever decides about one attempt goes on to the gates of the others.
 */
export async function lockGroupOfGate(tx: TenantTx, gateId: bigint): Promise<{ id: bigint; chosen_run_id: bigint | null } | null> {
  const [group]: { id: bigint; chosen_run_id: bigint | null }[] = await tx.sql`
    SELECT a.id, a.chosen_run_id FROM gates g JOIN runs r ON r.tenant_id = g.tenant_id AND r.id = g.run_id JOIN attempt_groups a ON a.tenant_id = r.tenant_id AND a.id = r.attempt_group_id
    WHERE g.tenant_id = ${tx.tenantId} AND g.id = ${gateId} FOR UPDATE OF a`;
  return group ?? null;
}

export async function setChosen(tx: TenantTx, groupId: bigint, runId: bigint): Promise<void> {
  await tx.sql`UPDATE attempt_groups SET chosen_run_id = ${runId} WHERE tenant_id = ${tx.tenantId} AND id = ${groupId}`;
}

/** Withdraws the open questions of the group's other runs, asks those runs to end, and returns them. */
export async function withdrawOthers(tx: TenantTx, groupId: bigint, chosenRunId: bigint): Promise<bigint[]> {
  await tx.sql`
    UPDATE gates g SET status = 'superseded', closed_at = now() FROM runs r
    WHERE r.tenant_id = ${tx.tenantId} AND r.attempt_group_id = ${groupId} AND r.id <> ${chosenRunId}
      AND g.tenant_id = r.tenant_id AND g.run_id = r.id AND g.status = 'open'`;
  const others: { id: bigint }[] = await tx.sql`
    UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, now()), wake = true
    WHERE tenant_id = ${tx.tenantId} AND attempt_group_id = ${groupId} AND id <> ${chosenRunId} AND status IN ('queued', 'running', 'waiting') RETURNING id`;
  return others.map((run) => run.id);
}

/** Which run of its group was chosen; null while none is, or when the run has no group. */
export async function readChosen(tx: TenantRead, runId: bigint): Promise<bigint | null> {
  const [row]: { chosen_run_id: bigint | null }[] = await tx.sql`
    SELECT a.chosen_run_id FROM runs r JOIN attempt_groups a ON a.tenant_id = r.tenant_id AND a.id = r.attempt_group_id
    WHERE r.tenant_id = ${tx.tenantId} AND r.id = ${runId}`;
  return row?.chosen_run_id ?? null;
}
