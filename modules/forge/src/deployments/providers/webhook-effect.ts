import { Webhook } from 'standardwebhooks';
import type { DeploymentPlan } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import type { Outbound } from '@lime/outbound';
import type { Attempted, EffectPlan, ToolCall } from '@lime/runs';
import type { DeployDeps } from '../deploy-deps.ts';
import { oneLine } from '../../tools/one-line.ts';
import type { Output } from '../tell-output.ts';

type Plan = Extract<DeploymentPlan, { provider: 'webhook' }>;

/** More of an answer helps nobody. Bytes. */
const mostAnswer = 64 * 1024;
/** Of what a receiver says to a deployment that it does not take, this much is told. Characters. */
const mostSaid = 300;

/**
 * Posts the approved body, signed as Standard Webhooks are. The same deployment has the same `webhook-id` and
 * `Idempotency-Key` however often it is sent; it is sent again only to a receiver that is said to heed them.
 */
export function webhookEffect({ forge }: DeployDeps, { tenantId }: ToolCall, plan: Plan, { key, secret, output, hide }: { key: string; secret: string; output: Output; hide(text: string): string }): EffectPlan {
  const id = `msg_${sha256Hex(`${tenantId}:${key}`).slice(0, 32)}`;
  const body = JSON.stringify(plan.body);
  const unsure = (reason: string): Attempted => (plan.repeatable ? { kind: 'refused', error: { code: 'deploy_unanswered', message: reason }, retryable: true } : { kind: 'unknown', reason });
  return {
    kind: 'forge.deploy',
    idempotencyKey: key,
    request: { provider: 'webhook', target: plan.target.name, sha: plan.sha, host: new URL(plan.url).host, messageId: id },
    attempt: async (signal) => {
      const asked = await forge.outbound.ask({ url: plan.url, method: 'POST', body, headers: headersOf(id, body, secret), timeoutMs: plan.timeoutSeconds * 1000, maxBytes: mostAnswer, signal });
      if (asked.kind === 'answered') output.say(`${asked.status} ${new TextDecoder().decode(asked.body)}\n`);
      return toAttempted(asked, unsure, hide);
    },
    reconcile: async () => (plan.repeatable ? { kind: 'not_applied' } : { kind: 'unknown', reason: `${new URL(plan.url).host} cannot be asked what became of message ${id}` }),
  };
}

function headersOf(id: string, body: string, secret: string): Record<string, string> {
  const at = new Date();
  const signer = secret.startsWith('whsec_') ? new Webhook(secret) : new Webhook(secret, { format: 'raw' });
  const signature = signer.sign(id, at, body);
  return {
    'content-type': 'application/json', 'user-agent': 'assembly-lime', 'idempotency-key': id, 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': signature,
  };
}

function toAttempted(asked: Awaited<ReturnType<Outbound['ask']>>, unsure: (reason: string) => Attempted, hide: (text: string) => string): Attempted {
  if (asked.kind === 'failed') {
    if (asked.code === 'address_refused') return { kind: 'refused', error: { code: 'address_refused', message: asked.message }, retryable: false };
    return asked.code === 'too_large' ? { kind: 'applied', result: { answer: 'too long to be kept' } } : unsure(asked.message);
  }
  const { status } = asked;
  if (status >= 200 && status < 300) return { kind: 'applied', result: { status } };
  if (status === 429) return { kind: 'refused', error: { code: 'deploy_busy', message: 'The receiver asks to come back later (429).' }, retryable: true };
  if (status >= 500) return unsure(`the receiver answered ${status}${saidIn(asked.body, hide)}`);
  return { kind: 'refused', error: { code: 'deploy_refused', message: `The receiver refused it: ${status}${saidIn(asked.body, hide)}` }, retryable: false };
}

/** How an answer begins, on one line, without secrets: masked before it is cut, so that no part of one is left. */
function saidIn(body: Uint8Array, hide: (text: string) => string): string {
  const text = oneLine(hide(new TextDecoder().decode(body)));
  return text === '' ? ' without a word' : `, and said: ${text.length > mostSaid ? `${text.slice(0, mostSaid)}…` : text}`;
}
