import { z } from 'zod';
import type { ForgeEvent } from '@lime/contracts';
import { text } from '../to-event.ts';

export const Repository = z.object({ uuid: z.string(), full_name: z.string(), is_private: z.boolean().nullish() });
export const User = z.object({ uuid: z.string().nullish(), nickname: z.string().nullish(), display_name: z.string().nullish() }).nullish();
export const Link = z.object({ html: z.object({ href: z.string() }).nullish() }).nullish();

export function repositoryOf({ uuid, full_name }: z.output<typeof Repository>): NonNullable<ForgeEvent['repository']> {
  return { provider: 'bitbucket', externalId: uuid.slice(0, 100), fullName: text(full_name) };
}

export function nameOf(user: z.output<typeof User>): string {
  return user?.nickname ?? user?.display_name ?? '';
}
