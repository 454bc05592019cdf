import type { TenantTx } from '@lime/db';
import { closeGate, type GateRow, insertGate } from '../sql/gates.ts';

export type NewContent = { runId: bigint; stepId: bigint; kind: string; artifactId: bigint; sha256: string };

/** Withdraws open questions about older content of the same step and kind, and asks them about the new one. */
export async function supersedeGates(tx: TenantTx, content: NewContent): Promise<void> {
  const gates: GateRow[] = await tx.sql`
    SELECT g.* FROM gates g
    JOIN run_steps asked ON asked.tenant_id = g.tenant_id AND asked.id = g.step_id
    JOIN run_steps made ON made.tenant_id = g.tenant_id AND made.id = ${content.stepId}
    WHERE g.tenant_id = ${tx.tenantId} AND g.run_id = ${content.runId} AND g.status = 'open' AND g.sha256 <> ${content.sha256}
      AND asked.input->>'artifactStep' = made.key AND asked.input->>'artifactKind' = ${content.kind}
    FOR UPDATE OF g`;
  for (const gate of gates) {
    await closeGate(tx, gate.id, 'superseded');
    await insertGate(tx, { runId: gate.run_id, stepId: gate.step_id, artifactId: content.artifactId, sha256: content.sha256, question: gate.question, policy: gate.policy, expiresAt: gate.expires_at });
  }
}
