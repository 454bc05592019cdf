import { previewGuidance } from '@lime/agents';
import type { TicketGuidance, TicketGuidanceQuery } from '@lime/contracts';
import type { z } from 'zod';
import { notFound, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { findDefaultRepository, findRepository } from '@lime/forge';
import type { FactoryContext } from '../context.ts';
import { readProject } from '../sql/projects.ts';
import { readTicketRow } from '../sql/tickets.ts';
import { readGiven } from './read-given.ts';

/** What an agent would be told, allowed and given if a run of the ticket began now; 404 for a ticket or repository that is not the tenant's. */
export async function previewRun(ctx: Pick<FactoryContext, 'blobs'>, tx: TenantRead, ticketId: bigint, { mode, provider, repositoryId: named }: z.output<typeof TicketGuidanceQuery>): Promise<TicketGuidance> {
  const ticket = (await readTicketRow(tx, ticketId)) ?? refuse(notFound('ticket'));
  const project = (await readProject(tx, ticket.project_id)) ?? refuse(notFound('project'));
  const wanted = named === undefined ? ticket.repository_id : BigInt(named);
  const repository = wanted === null ? await findDefaultRepository(tx, project.id) : ((await findRepository(tx, wanted)) ?? refuse(notFound('repository')));
  const { allowedPaths, ...guidance } = await previewGuidance(tx, { provider, mode, projectId: project.id, repositoryIds: repository ? [repository.id] : [], ticketId });
  const { comments, files } = await readGiven(ctx, tx, ticketId);
  const ofProject = project.allowed_paths.length === 0 ? [] : [{ source: 'setting' as const, id: String(project.id), globs: project.allowed_paths }];
  return { mode, provider, ...guidance, allowedPaths: [...ofProject, ...allowedPaths], comments: { count: comments.said.length, leftOut: comments.leftOut }, files };
}
