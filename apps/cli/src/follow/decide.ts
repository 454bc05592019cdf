import { Sha256, type ArtifactView, type GateView, type RunSummary } from '@lime/contracts';
import { CliError, usageError } from '../cli-error.ts';
import type { Client } from '../client/client.ts';
import type { Context } from '../context.ts';
import { printableLine } from '../terminal/printable.ts';
import { diffStat } from './diff-stat.ts';

type Decision = { decision: 'approve' | 'reject'; note: string | undefined; sha256: string | undefined; acknowledgeSecrets?: boolean };

/** Decides the open gate of a run about the content that the gate asks about. `run` is as it was before. */
export async function decide(client: Client, runId: string, { decision, note, sha256, acknowledgeSecrets = false }: Decision): Promise<{ run: RunSummary; gate: GateView; artifact: ArtifactView | undefined }> {
  if (sha256 !== undefined && !Sha256.safeParse(sha256).success) throw usageError('--sha256 is not a lower-case hex SHA-256');
  const { run, gates, artifacts } = await client.readRun({ id: runId });
  const open = gates.find((gate) => gate.status === 'open');
  if (!open) throw new CliError({ message: `run ${runId} waits at no gate (it is ${run.status})`, hint: `"lime why ${runId}" says where it stands.`, code: 'no_open_gate' });
  if (sha256 !== undefined && sha256 !== open.sha256) {
    throw new CliError({ message: `the content is not what you looked at: the gate asks about ${open.sha256}`, hint: `Look again with: npx lime diff ${runId}`, code: 'content_changed' });
  }
  if (acknowledgeSecrets && !note?.trim()) throw usageError('--acknowledge-secrets needs a reason', 'Say with --note why these lines may go out.');
  const gate = await client.decideGate({ id: open.id, body: { decision, sha256: open.sha256, ...(note !== undefined && { note }), ...(acknowledgeSecrets && { acknowledgeSecrets }) } });
  return { run, gate, artifact: artifacts.find((artifact) => artifact.id === open.artifactId) };
}

/** What was decided about which content, and whether more approvals are needed. */
export function describeDecision({ paint }: Pick<Context, 'paint'>, gate: GateView, artifact: ArtifactView | undefined): string {
  const verdict = gate.approvals.at(-1)?.decision === 'reject' ? paint.red('rejected') : paint.green('approved');
  const given = gate.approvals.filter((approval) => approval.decision === 'approve' && approval.sha256 === gate.sha256).length;
  const missing = gate.status === 'open' ? `  ${given} of ${gate.policy.approvals} approvals; the run goes on with the last one.\n` : '';
  return `${verdict}  ${printableLine(gate.question)}\n  sha256 ${gate.sha256}\n${artifact ? diffStat(artifact, paint) : ''}${missing}`;
}
