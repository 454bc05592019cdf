import { randomBytes } from 'node:crypto';
import { verifyHubSignature } from '../hmac.ts';
import type { IntakeProvider } from '../provider.ts';
import { ignored } from '../to-event.ts';
import { pullRequest, pullRequestComment, verdict } from './pull-requests.ts';
import { commitStatus, push } from './push.ts';

const readers = new Map([
  ['pullrequest:created', pullRequest('opened')], ['pullrequest:updated', pullRequest('updated')], ['pullrequest:fulfilled', pullRequest('merged')], ['pullrequest:rejected', pullRequest('closed')],
  ['pullrequest:approved', verdict('approved')], ['pullrequest:unapproved', verdict('dismissed')],
  ['pullrequest:changes_request_created', verdict('changes_requested')], ['pullrequest:changes_request_removed', verdict('dismissed')],
  ['pullrequest:comment_created', pullRequestComment], ['repo:push', push], ['repo:commit_status_created', commitStatus], ['repo:commit_status_updated', commitStatus],
]);

/** https://support.atlassian.com/bitbucket-cloud/docs/event-payloads */
export const bitbucket: IntakeProvider = {
  signatureHeaders: ['x-hub-signature'],
  verify: ({ headers, body }, secret) => verifyHubSignature(headers.get('x-hub-signature'), body, secret),
  identify: ({ headers }) => {
    const [deliveryId, event] = [headers.get('x-request-uuid') ?? headers.get('x-request-id'), headers.get('x-event-key')];
    return deliveryId && event ? { deliveryId, event } : null;
  },
  keptHeaders: ['x-event-key', 'x-hook-uuid', 'x-request-uuid', 'x-request-id', 'x-attempt-number'],
  read: (event, payload) => ({ action: event.split(':')[1]?.slice(0, 100) ?? null, event: readers.get(event)?.(payload) ?? ignored(`nothing here follows from ${event}`) }),
  newSecret: () => randomBytes(32).toString('hex'),
};
