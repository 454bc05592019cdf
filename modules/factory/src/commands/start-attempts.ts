import type { z } from 'zod';
import type { ProjectAttempts, StartAttemptsBody } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import type { TenantTx } from '@lime/db';
import { invalidField, type Principal } from '@lime/http';
import { insertAttemptGroup } from '@lime/runs';
import type { FactoryContext } from '../context.ts';
import { readProject } from '../sql/projects.ts';
import type { TicketRow } from '../sql/tickets.ts';
import { chooseAgent } from './choose-agent.ts';
import { findTicket } from './find-ticket.ts';
import { resolveOrigin } from './resolve-origin.ts';
import { launchPrepared, prepareRun } from './start-ticket-run.ts';

type Body = z.output<typeof StartAttemptsBody>;

/**
 * Starts the same work by several agents at once, all or none: what each may cost is reserved for
 * every one of them. Who is not named is whom the project names. Returns the runs' ids.
 */
export async function startAttempts(ctx: FactoryContext, tx: TenantTx, person: Principal, body: Body): Promise<bigint[]> {
  const origin = body.from ? await resolveOrigin(tx, body.from) : null;
  const ticket = await findTicket(ctx, tx, person, body, origin);
  const attempts = body.attempts ?? (await attemptsOf(tx, ticket));
  const choices = [];
  for (const attempt of attempts) choices.push({ choice: await chooseAgent(ctx, tx, attempt, null), label: attempt.label ?? labelOf(attempt) });
  const prepared = await prepareRun(ctx, tx, person, { ...body, origin, ticketId: String(ticket.id) });
  const attemptGroupId = await insertAttemptGroup(tx);
  const runIds: bigint[] = [];
  for (const chosen of choices) runIds.push(await launchPrepared(ctx, tx, person, prepared, { ...chosen, attemptGroupId }));
  return runIds;
}

async function attemptsOf(tx: TenantTx, { project_id: id, project_key: key }: TicketRow): Promise<ProjectAttempts> {
  const attempts = (await readProject(tx, id))?.attempts ?? [];
  return attempts.length > 0 ? attempts : refuse(invalidField('attempts', `say who does them: the project ${key} has none of its own`));
}

function labelOf({ provider, model, recipe }: ProjectAttempts[number]): string {
  return [provider, recipe?.name ?? model].filter((part) => part !== undefined).join(' ');
}
