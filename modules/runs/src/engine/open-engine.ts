import type { RunsContext } from '../context.ts';
import { claimToAdvance, driveNewRun } from './advance-run.ts';
import { startLeaseRenewer } from './lease-renewer.ts';
import { localDispatch } from './local-dispatch.ts';
import { openSlots } from './slots.ts';
import { stepCommitter } from './step-committer.ts';
import { toolTimeoutMs } from '../tunables.ts';
import { startSweeper } from './sweeper.ts';

/** Everything the engine is given, before it makes its own parts. */
export type EngineParts = Omit<RunsContext, 'committer' | 'held' | 'dispatch' | 'pumps' | 'faults' | 'cancels' | 'toolTimeoutMs'>;

/** Runs that one process moves at once, and maps' items that it runs at once beside them. */
const runsAtOnce = 64;
const pumpsAtOnce = 32;

/** The engine's context, with its group committer and the record of the leases it holds. `workers`: this process advances runs. */
export function createRunsContext(parts: EngineParts, options: { workers: boolean; toolTimeoutMs?: number }): RunsContext {
  const ctx: RunsContext = {
    ...parts,
    held: { runs: new Map(), steps: new Map() },
    committer: stepCommitter(parts.db, (runId) => parts.announcer.announce(`run:${runId}`)),
    dispatch: null,
    cancels: { runs: new Map(), items: new Map() },
    toolTimeoutMs: options.toolTimeoutMs ?? toolTimeoutMs,
    faults: { runs: new Map(), items: new Map() },
    pumps: openSlots(pumpsAtOnce, parts.logger),
  };
  if (options.workers) ctx.dispatch = localDispatch({ claim: (tenantId, runId) => claimToAdvance(ctx, tenantId, runId), drive: (tenantId, run) => driveNewRun(ctx, tenantId, run) }, openSlots(runsAtOnce, parts.logger));
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
