import { z } from 'zod';
import { eventFrom, ignored, timestamp } from '../to-event.ts';
import { Repository, repositoryOf } from './repository.ts';

const Payload = z.object({ action: z.string(), repository: Repository.extend({ updated_at: z.union([z.number(), z.string()]).nullish() }) });

const actions = { renamed: 'renamed', transferred: 'transferred', edited: 'changed' } as const;

/** A repository's own events: which of its names and settings are others by now. */
export const repositoryChanged = eventFrom(Payload, ({ action, repository }) => {
  const told = Object.entries(actions).find(([name]) => name === action)?.[1];
  return told ? { kind: 'repository', repository: repositoryOf(repository), at: timestamp(repository.updated_at), action: told } : ignored(`nothing here follows from a repository that was ${action.slice(0, 100)}`);
});
