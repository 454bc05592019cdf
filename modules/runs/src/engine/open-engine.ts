import type { RunsContext } from '../context.ts';
import { advanceRun, driveNewRun } from './advance-run.ts';
import { startLeaseRenewer } from './lease-renewer.ts';
import { localDispatch } from './local-dispatch.ts';
import { stepCommitter } from './step-committer.ts';
import { startSweeper } from './sweeper.ts';

/** Everything the engine is given, before it makes its own parts. */
export type EngineParts = Omit<RunsContext, 'committer' | 'held' | 'dispatch'>;

/** The engine's context, with its group committer and the record of the leases it holds. `workers`: this process advances runs. */
export function createRunsContext(parts: EngineParts, options: { workers: boolean }): RunsContext {
  const ctx: RunsContext = {
    ...parts,
    held: { runs: new Map(), steps: new Map() },
    committer: stepCommitter(parts.db, (runId) => parts.announcer.announce(`run:${runId}`)),
    dispatch: null,
  };
  if (options.workers) ctx.dispatch = localDispatch({ advance: (tenantId, runId) => advanceRun(ctx, tenantId, runId), drive: (tenantId, run) => driveNewRun(ctx, tenantId, run) }, parts.logger);
  return ctx;
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
