import type { TenantTx } from '@lime/db';
import type { RunsContext } from '../context.ts';
import { askChildrenToEnd } from '../sql/ask-children-to-end.ts';
import { enqueueAdvance } from './enqueue-advance.ts';
import { tellRunners } from './tell-runners.ts';

/** Asks every open child of an ended run to end too; each does so by itself, and its own children after it. */
export async function cancelChildren(ctx: RunsContext, tx: TenantTx, runId: bigint): Promise<void> {
  const children = await askChildrenToEnd(tx, runId);
  if (children.length > 0) await enqueueAdvance(ctx, tx, children);
  for (const child of children) tellRunners(ctx, tx, child);
}
