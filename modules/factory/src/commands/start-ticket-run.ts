import type { z } from 'zod';
import { notFound, refuse } from '@lime/kernel';
import type { AgentMode, AgentTool, JsonObject, StartAttemptsBody, StartRunBody, WorkOrigin } from '@lime/contracts';
import { type Guidance, resolveGuidance } from '@lime/agents';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import { readWorkOrigin, startRun } from '@lime/runs';
import type { FactoryContext } from '../context.ts';
import { type ProjectRow, readProject } from '../sql/projects.ts';
import { setLatestRun, type TicketRow } from '../sql/tickets.ts';
import { type AgentChoice, chooseAgent } from './choose-agent.ts';
import { type ChosenRepository, chooseRepository } from './choose-repository.ts';
import { findTicket } from './find-ticket.ts';
import { mergeFor } from './merge-for.ts';
import { narrowEgress } from './narrow-egress.ts';
import { refuseUnready } from './refuse-unready.ts';
import { type Origin, repositoryOf, resolveOrigin } from './resolve-origin.ts';

type Body = z.output<typeof StartRunBody>;

/** What is wanted, made out once, whoever of several then does it. */
export type Prepared = { origin: Origin | null; repository: ChosenRepository; ticket: TicketRow; project: ProjectRow; input: JsonObject; mode: AgentMode; maxCostCents: number | null; asked: { tools: AgentTool[] | null; allowedPaths: string[] } };

/** `said`: what a person says on top of the run that this one goes on with. `branch`: one that holds that run's change already, and is to be added to. */
type GoingOn = { said?: string; branch?: string };

/** Starts work on a ticket, making the ticket when none is named; returns the run's id. */
export async function startTicketRun(ctx: FactoryContext, tx: TenantTx, person: Principal, body: Body, goingOn: GoingOn = {}): Promise<bigint> {
  const origin = body.from ? await resolveOrigin(tx, body.from, body.implementAfter ? 2 : 1) : null;
  const mode = body.mode ?? (origin?.as === 'review' ? 'review' : (origin?.input.mode ?? 'implement'));
  const choice = await chooseAgent(ctx, tx, body, origin);
  const prepared = await prepareRun(ctx, tx, person, { ...body, mode, origin });
  return launchPrepared(ctx, tx, person, prepared, { choice, implementAfter: body.implementAfter, ...goingOn });
}

type Wanted = Omit<z.output<typeof StartAttemptsBody>, 'attempts' | 'mode'> & { mode: AgentMode; origin: Origin | null };

/** Looks at all that was asked for before anything is started: repository, ticket, hosts, what follows the review. */
export async function prepareRun(ctx: FactoryContext, tx: TenantTx, person: Principal, wanted: Wanted): Promise<Prepared> {
  const { origin, mode } = wanted;
  const ticket = await findTicket(ctx, tx, person, wanted, origin);
  const project = (await readProject(tx, ticket.project_id)) ?? refuse(notFound('project'));
  if (origin === null || project.archived_at !== null) await refuseUnready(tx, person, ticket, project, wanted.force);
  const repository = await chooseRepository(ctx, tx, wanted.repository ?? (origin && repositoryOf(origin)), project.id);
  const merge = mergeFor(wanted.merge, project, person, repository);
  const asked = withInherited(wanted, origin?.input);
  const input = {
    ...asked,
    title: ticket.title, description: ticket.description_md, repository, mode, egress: narrowEgress(wanted.egress, asked.narrowedEgress, project),
    gatePolicy: project.gate_policy, merge: merge === 'ff' || merge === 'commit' ? merge : null, pullRequest: merge === 'pull_request', author: { name: person.name, email: person.email }, ticketId: String(ticket.id), ticketRef: `${ticket.project_key}-${ticket.number}`,
  };
  return { origin, repository, ticket, project, input, mode, maxCostCents: asked.maxCostCents, asked: { tools: asked.tools, allowedPaths: asked.askedPaths } };
}

/** What was left out is as it was in the run that this one starts from. */
function withInherited(wanted: Wanted, input: Origin['input'] | undefined) {
  return {
    tools: wanted.tools ?? input?.tools ?? null, askedPaths: wanted.allowedPaths ?? input?.askedPaths ?? [], labels: wanted.labels.length > 0 ? wanted.labels : (input?.labels ?? []),
    narrowedEgress: wanted.egress ?? input?.narrowedEgress ?? null, setup: wanted.setup ?? input?.setup ?? null, checks: wanted.checks ?? input?.checks ?? null, maxCostCents: wanted.maxCostCents ?? input?.maxCostCents ?? null,
  };
}

type Launch = { choice: AgentChoice; implementAfter?: boolean; attemptGroupId?: bigint; label?: string } & GoingOn;

/** Starts one run of what was prepared, done by this agent. */
export async function launchPrepared(ctx: FactoryContext, tx: TenantTx, person: Principal, prepared: Prepared, launch: Launch): Promise<bigint> {
  const { origin, ticket, project, mode } = prepared;
  const { choice, attemptGroupId } = launch;
  // Nothing that asks a model goes without a limit.
  const maxCostCents = prepared.maxCostCents ?? (choice.provider === 'recipe' ? null : ctx.models.defaultMaxCostCents);
  const spec = ctx.workflows.get(workflowFor(mode));
  if (!spec) throw new Error('the factory workflows are not loaded');
  const from = origin && (await originFor(tx, person, origin, launch));
  const guided = await guide(tx, prepared, choice, launch.implementAfter ?? false);
  const runId = await startRun(ctx.runs, tx, {
    actor: person, spec, title: ticket.title, input: { ...prepared.input, ...choice, ...guided, maxCostCents, label: launch.label ?? null, branch: launch.branch ?? null, implementAfter: launch.implementAfter ?? false, from },
    projectId: project.id, ticketId: ticket.id, ...(maxCostCents !== null && { maxCostCents }),
    ...(origin && { from: { run: origin.run, as: origin.as } }), ...(attemptGroupId !== undefined && { attemptGroupId }),
  });
  // A review looks at the work: the ticket goes by the work.
  if (origin?.as !== 'review') await setLatestRun(tx, ticket.id, runId);
  tx.afterCommit(() => ctx.runs.announcer.announce(`board:${project.id}:${ticket.id}`));
  return runId;
}

/** What the agent is told and allowed, frozen with the run; a plan that goes on to its tickets brings along what holds for those. */
async function guide(tx: TenantTx, { project, repository, ticket, mode, asked }: Prepared, { provider }: AgentChoice, implementAfter: boolean): Promise<Guidance & { implementing: Guidance | null }> {
  const place = { provider, projectId: project.id, repositoryId: repository.repositoryId === undefined ? null : BigInt(repository.repositoryId) };
  const implementing = implementAfter ? await resolveGuidance(tx, { ...place, mode: 'implement', ticketId: null }, asked) : null;
  return { ...(await resolveGuidance(tx, { ...place, mode, ticketId: ticket.id }, asked)), implementing };
}

function workflowFor(mode: AgentMode): string {
  if (mode === 'plan') return 'factory.plan.v1';
  return mode === 'review' ? 'factory.look.v1' : 'factory.change.v1';
}

/** The digest ends with what is said now: not every agent looks at its messages before it begins. */
async function originFor(tx: TenantTx, person: Principal, origin: Origin, { choice, said, branch }: Launch): Promise<WorkOrigin> {
  const read = await readWorkOrigin(tx, origin.run, { as: origin.as, provider: choice.provider });
  const from = branch === undefined ? read : { ...read, patch: null };
  return said === undefined ? from : { ...from, digest: `${from.digest}\n[${person.name}, now] ${said}` };
}
