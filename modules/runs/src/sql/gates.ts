import type { GatePolicy, GateView } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';

export type GateRow = {
  id: bigint;
  run_id: bigint;
  step_id: bigint;
  artifact_id: bigint;
  sha256: string;
  question: string;
  policy: GatePolicy;
  status: GateView['status'];
  opened_at: Date;
  expires_at: Date;
};

export type NewGate = { runId: bigint; stepId: bigint; artifactId: bigint; sha256: string; question: string; policy: GatePolicy; expiresAt: Date };

export async function insertGate(tx: TenantTx, gate: NewGate): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO gates (tenant_id, run_id, step_id, artifact_id, sha256, question, policy, expires_at)
    VALUES (${tx.tenantId}, ${gate.runId}, ${gate.stepId}, ${gate.artifactId}, ${gate.sha256}, ${gate.question}, ${gate.policy}::jsonb, ${gate.expiresAt})
    RETURNING id`;
  if (!row) throw new Error('the gate was not inserted');
  return row.id;
}

/** The newest artifact of a kind that a step of the run has made. */
export async function latestArtifact(tx: TenantRead, runId: bigint, stepKey: string, kind: string): Promise<{ id: bigint; sha256: string } | null> {
  const [row]: { id: bigint; sha256: string }[] = await tx.sql`
    SELECT a.id, a.sha256 FROM artifacts a JOIN run_steps s ON s.tenant_id = a.tenant_id AND s.id = a.step_id
    WHERE a.tenant_id = ${tx.tenantId} AND a.run_id = ${runId} AND a.kind = ${kind} AND s.key = ${stepKey}
    ORDER BY a.id DESC LIMIT 1`;
  return row ?? null;
}

/** The step whose artifact the run's open question is about. */
export async function readStepAskedAbout(tx: TenantRead, runId: bigint): Promise<string | null> {
  const [row]: { key: string }[] = await tx.sql`
    SELECT s.key FROM gates g JOIN artifacts a ON a.tenant_id = g.tenant_id AND a.id = g.artifact_id JOIN run_steps s ON s.tenant_id = a.tenant_id AND s.id = a.step_id
    WHERE g.tenant_id = ${tx.tenantId} AND g.run_id = ${runId} AND g.status = 'open'`;
  return row?.key ?? null;
}

/** Closes an open gate, once: false when it is no longer open. */
export async function closeGate(tx: TenantTx, gateId: bigint, status: Exclude<GateView['status'], 'open'>): Promise<boolean> {
  const rows: unknown[] = await tx.sql`
    UPDATE gates SET status = ${status}, closed_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${gateId} AND status = 'open' RETURNING id`;
  return rows.length > 0;
}

/** Locks the gate, so that its decisions are taken one after another. */
export async function lockGate(tx: TenantTx, gateId: bigint): Promise<(GateRow & { expired: boolean }) | null> {
  const [row]: (GateRow & { expired: boolean })[] = await tx.sql`
    SELECT *, expires_at <= now() AS expired FROM gates WHERE tenant_id = ${tx.tenantId} AND id = ${gateId} FOR UPDATE`;
  return row ?? null;
}

/** Nobody decided in time: closes the question that a step has open. */
export async function expireStepGate(tx: TenantTx, stepId: bigint): Promise<void> {
  await tx.sql`
    UPDATE gates SET status = 'expired', closed_at = now() WHERE tenant_id = ${tx.tenantId} AND step_id = ${stepId} AND status = 'open'`;
}
