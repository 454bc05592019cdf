import { readPages } from '@lime/client';
import { type DeliveryView, ForgeProvider, webhooks } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';
import { present } from './present.ts';
import { readTime } from './read-time.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('webhooks');

export const command = defineCommand({
  usage: 'webhooks [list | create FORGE NAME | rotate ID | disable ID | enable ID | deliveries | show DELIVERY | replay DELIVERY]',
  about: `Webhooks let forges tell us of pull requests, reviews and builds. One is made with an address and a secret,
which is shown once; give both to the forge. A new secret replaces the old one within a day, in which both are good.
"deliveries" lists what came and what it did; "replay" has a delivery handled again, or all that came in a time.`,
  positionals: [{ name: 'action', required: false }, { name: 'forge, id or delivery', required: false }, { name: 'name', required: false }],
  options: {
    webhook: { type: 'string', value: 'ID', help: 'deliveries, replay: only those of this webhook' },
    state: { type: 'string', value: 'STATE', help: 'deliveries, replay: received, processed, ignored or failed' },
    from: { type: 'string', value: 'TIME', help: 'replay: what came from then on, such as 2026-01-31T09:00Z' },
    to: { type: 'string', value: 'TIME', help: 'replay: and before then (default: now)' },
  },
  examples: ['lime webhooks create github shop', 'lime webhooks deliveries --state failed', 'lime webhooks replay 12', 'lime webhooks replay --from 2026-01-31T09:00Z --state failed'],
  run: async (context, { positionals: [action = 'list', target, name], values }) => {
    const filter = present({ webhookId: values.webhook, state: values.state });
    if (action === 'list') await list(context);
    else if (action === 'create') await create(context, required(target, 'create FORGE NAME'), required(name, 'create FORGE NAME'));
    else if (action === 'rotate') await rotate(context, required(target, 'rotate ID'));
    else if (action === 'disable' || action === 'enable') await setStatus(context, required(target, `${action} ID`), action === 'enable' ? 'active' : 'disabled');
    else if (action === 'deliveries') await deliveries(context, filter);
    else if (action === 'show') await show(context, required(target, 'show DELIVERY'));
    else if (action === 'replay') await replay(context, target, filter, values);
    else throw usageError(`unknown action ${action}`, 'It may be: list, create, rotate, disable, enable, deliveries, show, replay');
    return exitCodes.ok;
  },
});

async function list(context: Context): Promise<void> {
  const items = await readPages((cursor) => context.client().keep(webhooks).list({ query: { ...(cursor !== undefined && { cursor }), limit: 200 } }));
  if (context.json) return writeJson(context, { items });
  if (items.length === 0) return context.write('No webhooks. Make one with: npx lime webhooks create github NAME\n');
  context.write(formatTable(items.map((one) => [one.id, one.provider, context.paint.bold(printableLine(one.name)), one.status, one.targetPath])));
}

async function create(context: Context, forge: string, name: string): Promise<void> {
  const client = context.client();
  const made = await client.createWebhook({ body: { provider: oneOf('the forge', ForgeProvider, forge), name } });
  if (context.json) return writeJson(context, made);
  context.write(`address  ${client.connection.server}${made.targetPath}\nsecret   ${made.secret}\n`);
  context.note('The secret is not shown again. At the forge: this address, as others reach this server, this secret, content type application/json.\n');
}

async function rotate(context: Context, webhookId: string): Promise<void> {
  const rotated = await context.client().rotateWebhookSecret({ id: webhookId });
  if (context.json) return writeJson(context, rotated);
  context.write(`${rotated.secret}\n`);
  context.note(`It is not shown again. The old one is good until ${new Date(rotated.oldSecretUntil).toLocaleString()}.\n`);
}

async function setStatus(context: Context, webhookId: string, status: 'active' | 'disabled'): Promise<void> {
  const changed = await context.client().keep(webhooks).update({ id: webhookId, body: { status } });
  if (context.json) writeJson(context, changed);
  else context.write(`webhook ${changed.id} is ${changed.status}\n`);
}

async function deliveries(context: Context, filter: Record<string, string>): Promise<void> {
  const page = await context.client().listDeliveries({ query: filter });
  if (context.json) return writeJson(context, page);
  if (page.items.length === 0) return context.write('No deliveries.\n');
  context.write(formatTable(page.items.map((one) => [one.id, formatAge(one.receivedAt), stateOf(context, one), printableLine(`${one.event}${one.action === null ? '' : ` ${one.action}`}`), printableLine(one.error ?? one.did[0] ?? '')])));
}

function stateOf({ paint }: Context, { state }: DeliveryView): string {
  return state === 'failed' ? paint.red(state) : state === 'processed' ? paint.green(state) : paint.dim(state);
}

async function show(context: Context, deliveryId: string): Promise<void> {
  const one = await context.client().readDelivery({ id: deliveryId });
  if (context.json) return writeJson(context, one);
  const lines = [`${one.provider} ${one.event} ${one.action ?? ''}`, `${one.state}, ${one.attempts} attempts, received ${formatAge(one.receivedAt)}`, ...one.did, ...(one.error === null ? [] : [one.error])];
  context.write(`${lines.map((line) => printableLine(line.trim())).join('\n')}\n\n${Object.entries(one.headers).map(([name, value]) => printableLine(`${name}: ${value}`)).join('\n')}\n\n${printableLine(one.body)}\n`);
}

async function replay(context: Context, deliveryId: string | undefined, filter: Record<string, string>, { from, to }: { from: string | undefined; to: string | undefined }): Promise<void> {
  if ((deliveryId === undefined) === (from === undefined)) throw usageError('write it as: lime webhooks replay DELIVERY, or: lime webhooks replay --from TIME');
  const client = context.client();
  let replayed = 0;
  const time = { from: readTime('--from', from ?? '0'), to: readTime('--to', to ?? new Date().toISOString()), ...filter };
  for (let after: string | null = ''; after !== null; ) {
    const answer = await client.replayDeliveries({ body: deliveryId === undefined ? { ...time, ...(after !== '' && { after }) } : { deliveryId } });
    replayed += answer.replayed;
    after = answer.next;
  }
  if (context.json) writeJson(context, { replayed });
  else context.write(`${replayed} ${replayed === 1 ? 'delivery is' : 'deliveries are'} handled again\n`);
}
