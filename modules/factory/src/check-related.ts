import type { TicketRelated } from '@lime/contracts';
import type { Problem } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { invalidField } from '@lime/http';
import { findRelated, type RelatedFound } from './sql/related.ts';

/** How many levels of parts a ticket may have, itself counted. */
export const maxLevels = 5;

type Naming = TicketRelated & { labelIds?: string[] | undefined };

const present = (id: string | null | undefined): string[] => (id === null || id === undefined ? [] : [id]);

/** What these tickets name, if they name anything: most do not, and cost nothing. */
export async function readRelated(tx: TenantRead, bodies: Naming[]): Promise<RelatedFound | null> {
  const ids = {
    users: bodies.flatMap((body) => present(body.assigneeUserId)), repositories: bodies.flatMap((body) => present(body.repositoryId)),
    labels: bodies.flatMap((body) => body.labelIds ?? []), parents: bodies.flatMap((body) => present(body.parentTicketId)),
  };
  return Object.values(ids).every((list) => list.length === 0) ? null : findRelated(tx, ids);
}

/** Why a ticket cannot name what it does: 422 with the field; null when it can. */
export function refuseRelated(body: Naming, found: RelatedFound | null): Problem | null {
  const misses = (ids: string[], known: { has(id: string): boolean } | undefined) => ids.find((id) => !known?.has(id));
  if (misses(present(body.assigneeUserId), found?.users) !== undefined) return invalidField('assigneeUserId', 'there is no such active member');
  if (misses(present(body.repositoryId), found?.repositories) !== undefined) return invalidField('repositoryId', 'there is no such repository');
  const label = misses(body.labelIds ?? [], found?.labels);
  if (label !== undefined) return invalidField('labelIds', `there is no label ${label}`);
  if (misses(present(body.parentTicketId), found?.parents) !== undefined) return invalidField('parentTicketId', 'there is no such ticket');
  const above = found?.parents.get(body.parentTicketId ?? '') ?? 0;
  return above >= maxLevels ? invalidField('parentTicketId', `would be more than ${maxLevels} levels`) : null;
}
