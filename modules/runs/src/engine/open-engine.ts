import type { RunsContext } from '../context.ts';
import { startLeaseRenewer } from './lease-renewer.ts';
import { stepCommitter } from './step-committer.ts';
import { startSweeper } from './sweeper.ts';

/** Everything the engine is given, before it makes its own parts. */
export type EngineParts = Omit<RunsContext, 'committer' | 'held'>;

/** The engine's context, with its group committer and the record of the leases it holds. */
export function createRunsContext(parts: EngineParts): RunsContext {
  return { ...parts, held: { runs: new Map(), steps: new Map() }, committer: stepCommitter(parts.db, (runId) => parts.announcer.announce(`run:${runId}`)) };
}

/** Starts what runs beside the jobs: the renewal of leases and the sweeper. The result stops both. */
export function startEngine(ctx: RunsContext): () => Promise<void> {
  const stopRenewer = startLeaseRenewer(ctx);
  const stopSweeper = startSweeper(ctx);
  return async () => {
    await stopSweeper();
    stopRenewer();
  };
}
