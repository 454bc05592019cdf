import { z } from 'zod';
import type { ForgeEvent } from '@lime/contracts';
import { text } from '../to-event.ts';

/** 20 is public. */
export const Project = z.object({ id: z.number(), path_with_namespace: z.string(), web_url: z.string().nullish(), visibility_level: z.int().nullish() });
export const User = z.object({ username: z.string() }).nullish();

export function repositoryOf({ id, path_with_namespace }: z.output<typeof Project>): NonNullable<ForgeEvent['repository']> {
  return { provider: 'gitlab', externalId: String(id), fullName: text(path_with_namespace) };
}
