import { z } from 'zod';
import { eventFrom, ignored, timestamp } from '../to-event.ts';
import { Repository, repositoryOf } from './repository.ts';

const Installation = z.object({ id: z.number(), account: z.object({ login: z.string().optional(), slug: z.string().optional() }).nullish(), updated_at: z.union([z.string(), z.number()]).nullish() });
const actions = new Map([['created', 'created'], ['deleted', 'deleted'], ['suspend', 'suspended'], ['unsuspend', 'unsuspended']] as const);

const toldOf = ({ id, account, updated_at }: z.output<typeof Installation>) =>
  ({ kind: 'installation', repository: null, at: timestamp(updated_at), installationId: String(id), account: account?.login ?? account?.slug ?? '' }) as const;

export const installation = eventFrom(z.object({ action: z.string(), installation: Installation, repositories: z.array(Repository).nullish() }), (payload) => {
  const action = [...actions].find(([theirs]) => theirs === payload.action)?.[1];
  if (!action) return ignored(`nothing here follows from an installation with ${payload.action}`);
  const repositories = (payload.repositories ?? []).map(repositoryOf);
  return { ...toldOf(payload.installation), action, added: action === 'created' ? repositories : [], removed: action === 'deleted' ? repositories : [] };
});

export const installationRepositories = eventFrom(
  z.object({ installation: Installation, repositories_added: z.array(Repository), repositories_removed: z.array(Repository.partial({ full_name: true })) }),
  ({ installation: told, repositories_added, repositories_removed }) => ({
    ...toldOf(told), action: 'repositories_changed', added: repositories_added.map(repositoryOf), removed: repositories_removed.map((repository) => repositoryOf({ ...repository, full_name: repository.full_name ?? '' })),
  }),
);
