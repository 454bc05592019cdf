import type { HookEvent, JsonObject } from '@lime/contracts';

const run = { title: 'Say hello in the footer', workflow: 'factory.change.v1', mode: 'implement', provider: 'claude', repository: 'https://example.org/shop.git' };
const deploy = { deploymentId: '12', target: 'production', provider: 'webhook', commit: '0123456789abcdef0123456789abcdef01234567', ref: 'main', note: 'For the demo', rollback: false };
const ticket = { ref: 'AL-12', title: 'Say hello in the footer', columnKey: 'todo', priority: 2 };

/** What a hook is given when it is tried out, by its event: the same members as for real. */
export const samplePayloads: Readonly<Record<HookEvent, JsonObject>> = {
  before_agent_run: run,
  after_agent_run: { ...run, status: 'succeeded', error: null, costMicros: 120_000 },
  ticket_created: ticket,
  ticket_moved: { ...ticket, columnKey: 'in_progress', from: 'todo' },
  webhook_received: { kind: 'pull_request', action: 'opened', number: 7, title: 'Say hello', url: 'https://example.org/shop/pull/7' },
  before_deploy: deploy,
  after_deploy: { ...deploy, status: 'succeeded', error: null },
  gate_decided: { question: 'Merge this change?', decision: 'approve', note: '' },
};
