import type { z } from 'zod';
import type { StartAttemptsBody } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import { insertAttemptGroup } from '@lime/runs';
import type { FactoryContext } from '../context.ts';
import { chooseAgent } from './choose-agent.ts';
import { resolveOrigin } from './resolve-origin.ts';
import { launchPrepared, prepareRun } from './start-ticket-run.ts';

type Body = z.output<typeof StartAttemptsBody>;

/**
 * Starts the same work by several agents at once, all or none: what each may cost is reserved for
 * every one of them. Returns the runs' ids.
 */
export async function startAttempts(ctx: FactoryContext, tx: TenantTx, person: Principal, body: Body): Promise<bigint[]> {
  const origin = body.from ? await resolveOrigin(tx, body.from) : null;
  const choices = [];
  for (const attempt of body.attempts) choices.push({ choice: await chooseAgent(ctx, tx, attempt, null), label: attempt.label ?? labelOf(attempt) });
  const prepared = await prepareRun(ctx, tx, person, { ...body, origin });
  const attemptGroupId = await insertAttemptGroup(tx);
  const runIds: bigint[] = [];
  for (const chosen of choices) runIds.push(await launchPrepared(ctx, tx, person, prepared, { ...chosen, attemptGroupId }));
  return runIds;
}

function labelOf({ provider, model, recipe }: Body['attempts'][number]): string {
  return [provider, recipe?.name ?? model].filter((part) => part !== undefined).join(' ');
}
