import { queueHooks } from '@lime/hooks';
import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import type { RunRow } from '../model.ts';
import { isAgentRun, runHookContext } from './hook-context.ts';

/** Queues the hooks that are called when a run has ended. */
export async function tellOfEnd({ hooks }: Pick<RunsContext, 'hooks'>, tx: TenantTx, run: RunRow): Promise<void> {
  if (!hooks || !isAgentRun(run)) return;
  const ended = { status: run.status, error: run.error && { code: run.error.code, message: run.error.message }, costMicros: Number(run.cost_micros) };
  await queueHooks(hooks, tx, [{ occurrence: `run:${run.id}`, context: runHookContext(tx.tenantId, run, 'after_agent_run', ended) }]);
}
