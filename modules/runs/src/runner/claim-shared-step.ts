import type { Assignment } from '@lime/contracts';
import type { RunsContext } from '../context.ts';
import { noteSharedRunner } from '../sql/shared-runners.ts';
import { lockTurns, tenantsInTurn } from '../sql/tenants-in-turn.ts';
import { claimStep } from './claim-step.ts';

/**
 * Gives a shared runner a step of the tenant whose turn it is; null when no tenant has one for it. Only the
 * choice looks across tenants; the claim itself is the tenant's own transaction, and commits before the
 * next one chooses.
 */
export async function claimSharedStep(ctx: RunsContext, runner: { id: bigint; tokenId: bigint }): Promise<{ tenantId: bigint; assignment: Assignment } | null> {
  const anything = await ctx.db.engine(async (tx) => {
    await noteSharedRunner(tx, runner);
    return (await tenantsInTurn(tx, runner)).length > 0;
  });
  // Most looks find nothing, and take no lock for it.
  if (!anything) return null;
  return ctx.db.engine(async (engine) => {
    await lockTurns(engine);
    for (const tenantId of await tenantsInTurn(engine, runner)) {
      const assignment = await ctx.db.tenant(tenantId, (tx) => claimStep(ctx, tx, { ...runner, shared: true }));
      if (assignment) return { tenantId, assignment };
    }
    return null;
  });
}
