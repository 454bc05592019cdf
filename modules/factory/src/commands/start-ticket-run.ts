import type { z } from 'zod';
import { notFound, refuse } from '@lime/kernel';
import type { JsonObject, StartRunBody } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import { knownRecipes, startRun } from '@lime/runs';
import type { FactoryContext } from '../context.ts';
import { listProjects, type ProjectRow, readProject } from '../sql/projects.ts';
import { readTicketRow, type TicketRow } from '../sql/tickets.ts';
import { checkRepository } from './check-repository.ts';
import { createTicket } from './create-ticket.ts';
import { mergeFor } from './merge-for.ts';

type Body = z.output<typeof StartRunBody>;

/** Starts work on a ticket, making the ticket when none is named; returns the run's id. */
export async function startTicketRun(ctx: FactoryContext, tx: TenantTx, person: Principal, body: Body): Promise<bigint> {
  await checkRepository(body.repository.url, ctx.localRepositories);
  if (body.recipe) await requireRecipe(tx, body.recipe.name);
  const ticket = await ticketFor(tx, person, body);
  const project = (await readProject(tx, ticket.project_id)) ?? refuse(notFound('project'));
  const spec = ctx.workflows.get(body.mode === 'implement' || body.mode === 'bugfix' ? 'factory.change.v1' : 'factory.look.v1');
  if (!spec) throw new Error('the factory workflows are not loaded');
  const runId = await startRun(ctx.runs, tx, {
    actor: person, spec, title: ticket.title, input: inputOf(body, ticket, project, person),
    projectId: project.id, ticketId: ticket.id, ...(body.maxCostCents !== null && { maxCostCents: body.maxCostCents }),
  });
  await tx.sql`UPDATE tickets SET latest_run_id = ${runId}, updated_at = now() WHERE tenant_id = ${tx.tenantId} AND id = ${ticket.id}`;
  tx.afterCommit(() => ctx.runs.announcer.announce(`board:${project.id}:${ticket.id}`));
  return runId;
}

/** Refuses a recipe that no runner knows; while there is no runner yet, the first one will tell. */
async function requireRecipe(tx: TenantTx, name: string): Promise<void> {
  const names = (await knownRecipes(tx)).map((recipe) => recipe.name);
  if (names.length === 0 || names.includes(name)) return;
  refuse({ status: 422, code: 'recipe_unknown', title: 'No such recipe', detail: `There is no recipe called "${name}". There are: ${names.join(', ')}.`, details: { fields: [{ path: 'recipe.name', message: 'unknown recipe' }] } });
}

async function ticketFor(tx: TenantTx, person: Principal, body: Body): Promise<TicketRow> {
  if (body.ticketId !== undefined) return (await readTicketRow(tx, BigInt(body.ticketId))) ?? refuse(notFound('ticket'));
  const projectId = body.projectId === undefined ? await onlyProject(tx) : BigInt(body.projectId);
  return createTicket(tx, person, projectId, { title: body.title ?? '', description: body.description ?? '', priority: 2, columnKey: 'todo' });
}

async function onlyProject(tx: TenantTx): Promise<bigint> {
  const projects = await listProjects(tx);
  const [only] = projects;
  if (only && projects.length === 1) return only.id;
  refuse({ status: 422, code: 'project_needed', title: 'Which project?', detail: projects.length === 0 ? 'There is no project yet. Make one first.' : `There is more than one project: ${projects.map((project) => project.key).join(', ')}. Name one.`, details: { fields: [{ path: 'projectId', message: 'name a project' }] } });
}

function inputOf(body: Body, ticket: TicketRow, project: ProjectRow, person: Principal): JsonObject {
  const merge = mergeFor(body.merge, project, person);
  return {
    title: ticket.title, description: ticket.description_md, repository: body.repository, mode: body.mode, provider: body.provider, recipe: body.recipe ?? null, model: body.model ?? null, tools: body.tools ?? null,
    egress: body.egress ?? [], from: null, setup: body.setup, checks: body.checks, maxCostCents: body.maxCostCents, gatePolicy: project.gate_policy, merge: merge === 'none' ? null : merge, author: { name: person.name, email: person.email },
  };
}
