import { z } from 'zod';
import { eventFrom, ignored, text, timestamp } from '../to-event.ts';
import { Repository, repositoryOf } from './repository.ts';

const nothing = '0'.repeat(40);
const Point = z.object({ type: z.string().nullish(), name: z.string(), target: z.object({ hash: z.string() }) }).nullish();
const PushPayload = z.object({ repository: Repository, push: z.object({ changes: z.array(z.object({ old: Point, new: Point })) }) });

/** A push may move several branches; the first one stands for it. */
export const push = eventFrom(PushPayload, ({ repository, push: { changes } }) => {
  const [change] = changes;
  const point = change?.new ?? change?.old;
  if (!change || !point) return ignored('the push changed nothing');
  return {
    kind: 'push', repository: repositoryOf(repository), at: null, ref: `refs/${point.type === 'tag' ? 'tags' : 'heads'}/${point.name}`,
    before: change.old?.target.hash ?? nothing, after: change.new?.target.hash ?? nothing,
  };
});

const StatusPayload = z.object({
  repository: Repository,
  commit_status: z.object({ key: z.string(), name: z.string().nullish(), state: z.string(), url: z.string().nullish(), updated_on: z.string().nullish(), commit: z.object({ hash: z.string() }) }),
});

const conclusions = new Map([['SUCCESSFUL', 'success'], ['FAILED', 'failure'], ['STOPPED', 'cancelled']]);

export const commitStatus = eventFrom(StatusPayload, ({ repository, commit_status: told }) => {
  const conclusion = conclusions.get(told.state) ?? null;
  return {
    kind: 'check', repository: repositoryOf(repository), at: timestamp(told.updated_on), name: text(told.name ?? told.key), headSha: told.commit.hash,
    status: conclusion === null ? 'in_progress' : 'completed', conclusion, url: text(told.url),
  };
});
