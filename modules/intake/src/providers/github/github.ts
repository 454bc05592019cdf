import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { verifyHubSignature } from '../hmac.ts';
import type { IntakeProvider } from '../provider.ts';
import { ignored, text } from '../to-event.ts';
import { installation, installationRepositories } from './installations.ts';
import { checkRun, commitStatus, workflowRun } from './pipelines.ts';
import { issueComment, pullRequest, review, reviewComment } from './pull-requests.ts';
import { push } from './push.ts';
import { repositoryChanged } from './repository-changed.ts';

const Acted = z.object({ action: z.string() });

const readers = new Map([
  ['pull_request', pullRequest], ['pull_request_review', review], ['pull_request_review_comment', reviewComment], ['issue_comment', issueComment],
  ['workflow_run', workflowRun], ['check_run', checkRun], ['status', commitStatus], ['push', push], ['repository', repositoryChanged],
  ['installation', installation], ['installation_repositories', installationRepositories],
]);

/** https://docs.github.com/webhooks */
export const github: IntakeProvider = {
  signatureHeaders: ['x-hub-signature-256'],
  // The older X-Hub-Signature, of SHA-1, is not looked at.
  verify: ({ headers, body }, secret) => verifyHubSignature(headers.get('x-hub-signature-256'), body, secret),
  identify: ({ headers }) => {
    const [deliveryId, event] = [headers.get('x-github-delivery'), headers.get('x-github-event')];
    return deliveryId && event ? { deliveryId, event } : null;
  },
  keptHeaders: ['x-github-event', 'x-github-delivery', 'x-github-hook-id', 'x-github-hook-installation-target-id', 'x-github-hook-installation-target-type', 'x-github-enterprise-host'],
  read: (event, payload) => {
    const acted = Acted.safeParse(payload);
    return { action: acted.success ? text(acted.data.action, 100) : null, event: readers.get(event)?.(payload) ?? ignored(event === 'ping' ? 'GitHub has tried out the webhook: it works' : `nothing here follows from ${event}`) };
  },
  newSecret: () => randomBytes(32).toString('hex'),
};
