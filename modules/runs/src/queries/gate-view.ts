import type { GateView } from '@lime/contracts';
import type { MayDecide } from '../commands/may-decide.ts';
import type { ApprovalRow } from '../sql/approvals.ts';
import type { GateRow } from '../sql/gates.ts';
import { toSecrets } from './read-secrets.ts';

export type Viewer = { userId: bigint; roles: string[] };

/** `secrets`: of its artifact's metadata. */
export type GateViewRow = GateRow & { secrets: unknown };

/** A gate as people see it; `approvals` may be of others too. */
export function toGateView(gate: GateViewRow, approvals: ApprovalRow[], may: MayDecide): GateView {
  return {
    id: String(gate.id), stepId: String(gate.step_id), question: gate.question, status: gate.status, artifactId: String(gate.artifact_id), sha256: gate.sha256, secrets: toSecrets(gate.secrets).findings, policy: gate.policy,
    approvals: approvals.filter((approval) => approval.gate_id === gate.id).map((approval) => ({ id: String(approval.id), by: approval.by, decision: approval.decision, sha256: approval.sha256, note: approval.note, at: approval.at.toISOString() })),
    mayDecide: { ok: may.ok, reason: may.ok ? null : may.reason },
    openedAt: gate.opened_at.toISOString(), expiresAt: gate.expires_at.toISOString(),
  };
}
