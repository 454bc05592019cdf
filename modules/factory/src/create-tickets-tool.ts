import { z } from 'zod';
import { Id, PlanContent, Sha256 } from '@lime/contracts';
import { parseJson } from '@lime/kernel';
import { readApprovedContent, type RunsContext, type Tool, type ToolOutcome } from '@lime/runs';
import { chainOutcomeTool } from './chain-outcome-tool.ts';
import { createPlannedTickets } from './commands/create-planned-tickets.ts';

export type FactoryToolDeps = Pick<RunsContext, 'db' | 'blobs' | 'announcer' | 'hooks'>;

/** The tools that workflows of this module call. */
export function factoryTools(deps: FactoryToolDeps): [string, Tool][] {
  return [['factory.create_tickets', createTicketsTool(deps)], ['factory.chain_outcome', chainOutcomeTool]];
}

const Input = z.object({ ticketId: Id, artifactId: Id, sha256: Sha256 });

/**
 * Makes the tickets of a plan that people have approved, as children of the ticket that was planned.
 * A call that is repeated, also after a crash, gives the tickets that were made the first time.
 */
function createTicketsTool(deps: FactoryToolDeps): Tool {
  return async (call) => {
    const input = Input.safeParse(call.input);
    if (!input.success) return failed('step_input_invalid', 'There is no approved plan to make tickets of.');
    const approved = await readApprovedContent(deps, call.tenantId, call.runId, input.data);
    if (approved.kind === 'refused') return failed(approved.error.code, approved.error.message);
    const plan = PlanContent.safeParse(parseJson(new TextDecoder().decode(approved.bytes)));
    if (!plan.success) return failed('plan_invalid', 'The approved plan is not one that tickets can be made of.');
    const made = await deps.db.tenant(call.tenantId, (tx) => createPlannedTickets(deps, tx, { runId: call.runId, ticketId: BigInt(input.data.ticketId), plan: plan.data }));
    if (made.kind === 'refused') return failed(made.code, made.message);
    return { kind: 'done', output: { tickets: made.tickets, inOrder: made.inOrder } };
  };
}

function failed(code: string, message: string): ToolOutcome {
  return { kind: 'failed', error: { code, message }, retryable: false };
}
