import { z } from 'zod';
import type { ForgeEvent } from '@lime/contracts';
import { text } from '../to-event.ts';

export const Repository = z.object({ id: z.number(), full_name: z.string(), private: z.boolean().optional() });
export const User = z.object({ login: z.string(), type: z.string().nullish() }).nullish();

export function repositoryOf({ id, full_name }: z.output<typeof Repository>): NonNullable<ForgeEvent['repository']> {
  return { provider: 'github', externalId: String(id), fullName: text(full_name) };
}

/** Deleted accounts are null in payloads. */
export function nameOf(user: z.output<typeof User>): string {
  return user?.login ?? 'ghost';
}

const strangers = ['NONE', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR', 'MANNEQUIN'];

/** In a private repository nobody is; members whose membership is not public may count as contributors, so these are none. */
export function isOutsider(repository: z.output<typeof Repository>, association: string | undefined): boolean {
  return repository.private !== true && association !== undefined && strangers.includes(association);
}
