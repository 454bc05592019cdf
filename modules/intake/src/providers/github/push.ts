import { z } from 'zod';
import { eventFrom, timestamp } from '../to-event.ts';
import { Repository, repositoryOf } from './repository.ts';

const Payload = z.object({ ref: z.string(), before: z.string(), after: z.string(), repository: Repository.extend({ pushed_at: z.union([z.number(), z.string()]).nullish() }) });

export const push = eventFrom(Payload, ({ ref, before, after, repository }) => ({ kind: 'push', repository: repositoryOf(repository), at: timestamp(repository.pushed_at), ref, before, after }));
