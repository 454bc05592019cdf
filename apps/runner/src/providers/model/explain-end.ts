import type { SandboxEnd } from '@lime/sandbox';
import { failed, stopped, type Failed } from '../../work/failed.ts';
import type { AgentSession } from '../provider.ts';

const shownCharacters = 2_000;

/** Why an agent's program ended before its work did. */
export function explainEnd({ bench, signal }: AgentSession, label: string, end: SandboxEnd): Failed {
  if (end.kind === 'unavailable') return failed('sandbox_unavailable', `The runner cannot make a sandbox: ${end.reason} ${end.fix}`);
  if (signal.aborted || end.kind === 'cancelled') return stopped;
  const said = end.stderr.trim() === '' ? '' : ` It said:\n${end.stderr.trim().slice(-shownCharacters)}`;
  if (end.kind === 'exited') return failed('agent_failed', `The program of ${label} ended with exit code ${end.exitCode} in the middle of its work.${said}`);
  const { memoryMb, diskMb } = bench.step.assignment.work.limits;
  const hit = {
    timed_out: 'was not done in the time that it may take',
    out_of_memory: `needed more than the ${memoryMb} MB of memory that it may use`,
    disk_full: `wrote more than the ${diskMb} MB that it may write`,
  }[end.kind];
  return failed(end.kind, `${label} ${hit}.${said}`);
}
