import type { z } from 'zod';
import { notFound, refuse } from '@lime/kernel';
import type { AgentMode, AgentTool, JsonObject, StartAttemptsBody, StartRunBody, WorkOrigin } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { Principal } from '@lime/http';
import { readWorkOrigin, startRun } from '@lime/runs';
import type { FactoryContext } from '../context.ts';
import { readGiven } from '../queries/read-given.ts';
import { type ProjectRow, readProject } from '../sql/projects.ts';
import { setLatestRun, type TicketRow } from '../sql/tickets.ts';
import { chainKey } from '../chain-workflow.ts';
import { type AgentChoice, type AgentsOfStages, chooseAgent } from './choose-agent.ts';
import { chooseCourse, type Course, stageCount } from './choose-chain.ts';
import { type ChosenRepositories, chooseRepositories } from './choose-repositories.ts';
import { findTicket } from './find-ticket.ts';
import { guideStages } from './guide-run.ts';
import { mergeFor } from './merge-for.ts';
import { narrowEgress } from './narrow-egress.ts';
import { refuseOutOfReach } from './refuse-out-of-reach.ts';
import { refuseUnready } from './refuse-unready.ts';
import { type Origin, refuseTooDeep, resolveOrigin } from './resolve-origin.ts';

type Body = z.output<typeof StartRunBody>;

/** What is wanted, made out once, whoever of several then does it. */
export type Prepared = { origin: Origin | null; repositories: ChosenRepositories; ticket: TicketRow; project: ProjectRow; input: JsonObject; course: Course; stages: AgentsOfStages; maxCostCents: number | null; asked: { tools: AgentTool[] | null; allowedPaths: string[] } };

/** `said`: what a person says on top of the run that this one goes on with. `branch`: one that holds that run's change already, and is to be added to. */
type GoingOn = { said?: string; branch?: string };

/** Starts work on a ticket, making the ticket when none is named; returns the run's id. */
export async function startTicketRun(ctx: FactoryContext, tx: TenantTx, person: Principal, body: Body, goingOn: GoingOn = {}): Promise<bigint> {
  const origin = body.from ? await resolveOrigin(tx, body.from) : null;
  const choice = await chooseAgent(ctx, tx, body, origin);
  const prepared = await prepareRun(ctx, tx, person, { ...body, origin });
  return launchPrepared(ctx, tx, person, prepared, { choice, ...goingOn });
}

type Wanted = Omit<z.output<typeof StartAttemptsBody>, 'attempts' | 'mode'> & { mode?: AgentMode | undefined; implementAfter?: boolean; origin: Origin | null };

/** Looks at all that was asked for before anything is started: repository, ticket, hosts, stages, what follows the review. */
export async function prepareRun(ctx: FactoryContext, tx: TenantTx, person: Principal, wanted: Wanted): Promise<Prepared> {
  const { origin } = wanted;
  const ticket = await findTicket(ctx, tx, person, wanted, origin);
  const project = (await readProject(tx, ticket.project_id)) ?? refuse(notFound('project'));
  await refuseUnready(tx, person, ticket, project, { force: wanted.force, looks: origin?.as === 'review' });
  const course = chooseCourse(wanted, origin, project);
  if (origin && course.implementAfter) refuseTooDeep(origin.run, 2);
  const repositories = await chooseRepositories(ctx, tx, withTickets(wanted, ticket), origin, project.id);
  if (isPushed(course)) await refuseOutOfReach(ctx, repositories);
  const merge = mergeFor(wanted.merge, project, person, [repositories.main, ...repositories.others]);
  const asked = withInherited({ ...wanted, setup: wanted.setup ?? repositories.own.setup, checks: wanted.checks ?? repositories.own.checks }, origin?.input);
  const input = {
    ...asked,
    title: ticket.title, description: ticket.description_md, repository: repositories.main, mode: course.mode, egress: narrowEgress(wanted.egress, asked.narrowedEgress, project),
    chain: course.chain, implementChain: course.chain.filter((stage) => stage !== 'plan'), implementAfter: course.implementAfter, ...(course.rounds !== null && { maxRounds: course.rounds }), implementWorkflow: course.rounds === null ? 'factory.change.v1' : chainKey(course.rounds),
    gatePolicy: project.gate_policy, merge: merge === 'ff' || merge === 'commit' ? merge : null, pullRequest: merge === 'pull_request', author: { name: person.name, email: person.email }, ticketId: String(ticket.id), ticketRef: `${ticket.project_key}-${ticket.number}`,
  };
  const stages = { ...origin?.input.stages, ...wanted.stages };
  return { origin, repositories, ticket, project, input, course, stages, maxCostCents: asked.maxCostCents, asked: { tools: asked.tools, allowedPaths: asked.askedPaths } };
}

/** Whether a change comes of it, now or when its plan is done. */
function isPushed({ mode, implementAfter }: Course): boolean {
  return mode !== 'review' && (mode !== 'plan' || implementAfter);
}

/** A ticket may say where its work is done. */
function withTickets({ repository, repositories, origin }: Wanted, { repository_id: own }: TicketRow): Pick<Wanted, 'repository' | 'repositories'> {
  return repository !== undefined || repositories !== undefined || origin !== null || own === null ? { repository, repositories } : { repository: { repositoryId: String(own), ref: null } };
}

/** What was left out is as it was in the run that this one starts from. */
function withInherited(wanted: Wanted, input: Origin['input'] | undefined) {
  return {
    ...inheritedGuards(wanted, input), askedPaths: wanted.allowedPaths ?? input?.askedPaths ?? [], labels: wanted.labels.length > 0 ? wanted.labels : (input?.labels ?? []),
    narrowedEgress: wanted.egress ?? input?.narrowedEgress ?? null, maxCostCents: wanted.maxCostCents ?? input?.maxCostCents ?? null,
    limits: wanted.timeBudgetSec === null ? (input?.limits ?? null) : { timeoutSeconds: wanted.timeBudgetSec },
  };
}

function inheritedGuards(wanted: Pick<Wanted, 'tools' | 'setup' | 'checks'>, input: Origin['input'] | undefined) {
  return { tools: wanted.tools ?? input?.tools ?? null, setup: wanted.setup ?? input?.setup ?? null, checks: wanted.checks ?? input?.checks ?? null };
}

type Launch = { choice: AgentChoice; attemptGroupId?: bigint; label?: string } & GoingOn;

/** Starts one run of what was prepared, done by this agent. What all its stages may cost together is reserved before it starts. */
export async function launchPrepared(ctx: FactoryContext, tx: TenantTx, person: Principal, prepared: Prepared, launch: Launch): Promise<bigint> {
  const { origin, ticket, project, course, repositories, asked } = prepared;
  const { choice, attemptGroupId } = launch;
  const guided = await guideStages(ctx, tx, course, choice, prepared.stages, { projectId: project.id, repositories, ticketId: ticket.id, allowedPaths: project.allowed_paths, asked });
  const agents = [guided, ...Object.values(guided.stages ?? {})];
  // Nothing that asks a model goes without a limit.
  const maxCostCents = prepared.maxCostCents ?? (agents.every(({ provider }) => provider === 'recipe') ? null : ctx.models.defaultMaxCostCents * stageCount(course));
  const spec = ctx.workflows.get(workflowFor(course));
  if (!spec) throw new Error('the factory workflows are not loaded');
  const from = origin && (await originFor(tx, person, origin, launch));
  // A recipe reads nothing.
  const given = agents.every(({ provider }) => provider === 'recipe') ? { comments: null, files: null } : await readGiven(ctx, tx, ticket.id);
  const runId = await startRun(ctx.runs, tx, {
    actor: person, spec, title: ticket.title, input: { ...prepared.input, ...guided, ...given, maxCostCents, label: launch.label ?? null, branch: launch.branch ?? null, from },
    projectId: project.id, ticketId: ticket.id, ...(maxCostCents !== null && { maxCostCents }),
    ...(origin && { from: { run: origin.run, as: origin.as } }), ...(attemptGroupId !== undefined && { attemptGroupId }),
  });
  // A review looks at the work: the ticket goes by the work.
  if (origin?.as !== 'review' || ticket.latest_run_id === null) await setLatestRun(tx, ticket.id, runId);
  tx.afterCommit(() => ctx.runs.announcer.announce(`board:${project.id}:${ticket.id}`));
  return runId;
}

function workflowFor({ mode, rounds }: Course): string {
  if (mode === 'plan') return 'factory.plan.v1';
  if (mode === 'review') return 'factory.look.v1';
  return rounds === null ? 'factory.change.v1' : chainKey(rounds);
}

/** The digest ends with what is said now: not every agent looks at its messages before it begins. */
async function originFor(tx: TenantTx, person: Principal, origin: Origin, { choice, said, branch }: Launch): Promise<WorkOrigin> {
  const read = await readWorkOrigin(tx, origin.run, { as: origin.as, provider: choice.provider });
  const from = branch === undefined ? read : { ...read, patch: null };
  return said === undefined ? from : { ...from, digest: `${from.digest}\n[${person.name}, now] ${said}` };
}
