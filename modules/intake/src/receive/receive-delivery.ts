import { randomBytes } from 'node:crypto';
import { orProblem, problemResponse } from '@lime/http';
import { type Problem, ProblemError, refuse } from '@lime/kernel';
import { commitTogether, foreignKeyViolation } from '@lime/db';
import { storeDeliveries } from '../commands/store-deliveries.ts';
import type { IntakeContext } from '../context.ts';
import type { Signed } from '../providers/provider.ts';
import { providers } from '../providers/providers.ts';
import { learnExternalId } from '../sql/webhooks.ts';
import { mostBodiesTried, mostBytes, mostBytesOfRefused } from '../tunables.ts';
import { packBody } from './pack-body.ts';
import { readRawBody } from './read-raw-body.ts';
import { openRefusalLimit } from './refusal-limit.ts';
import { type Addressed, keyOf, type KnownWebhook, openWebhookDirectory, webhooksTopic } from './webhook-directory.ts';

/** Answers one delivery. `address`: who sends it, as far as the network knows. */
export type Receive = (request: Request, to: { publicId: string } | 'shared', address: string) => Promise<Response>;

const signatureHeaders = [...new Set(Object.values(providers).flatMap((provider) => provider.signatureHeaders))];

/** One answer for everything that does not verify: nobody learns which webhooks there are, or what was wrong. */
const unverified: Problem = { status: 401, code: 'unverified', title: 'Not verified', detail: 'No webhook here has signed this. Compare the address and the secret at the forge with those of the webhook.' };
const tooLarge: Problem = { status: 413, code: 'body_too_large', title: 'Too large', detail: `A delivery may have at most ${mostBytes} bytes.` };

/**
 * Takes deliveries in: what verifies is stored, with a job that handles it, and answered at once. What comes at the same
 * moment shares a transaction. Nothing is parsed before its signature is known to be right.
 */
export function openReceiver(ctx: IntakeContext, now: () => number = Date.now): Receive {
  const find = openWebhookDirectory(ctx);
  const limit = openRefusalLimit(now);
  const store = commitTogether(ctx.db, storeDeliveries(ctx));

  const receive = async (request: Request, addressed: Addressed, address: string, most: number): Promise<Response> => {
    const refuseUnverified = () => {
      limit.count(address, keyOf(addressed));
      return refuse(unverified);
    };
    if (!signatureHeaders.some((header) => request.headers.has(header))) return refuseUnverified();
    const body = (await readRawBody(request, most)) ?? refuse(tooLarge);
    const signed = { headers: request.headers, body, now: now() };
    const webhook = (await findSigner(find, addressed, signed, most)) ?? refuseUnverified();
    const named = providers[webhook.provider].identify(signed) ?? refuse({ status: 400, code: 'delivery_unnamed', title: 'Which delivery?', detail: 'It lacks the headers that name the delivery and its event.' });
    if (named.deliveryId.length > 200 || named.event.length > 100) refuse({ status: 400, code: 'delivery_unnamed', title: 'Too long a name', detail: 'The name of the delivery, or of its event, is longer than any forge makes them.' });
    await learn(ctx, webhook, addressed);
    await orUnverified(store(webhook.tenantId, { webhookId: webhook.id, ...named, headers: kept(request.headers, providers[webhook.provider].keptHeaders), body: packBody(body), bytes: body.byteLength }));
    return Response.json({ received: true }, { status: 202 });
  };

  /** Others may send from the forge's own address: what verifies is taken also while that has had its share of refusals. */
  const receiveWithin = async (request: Request, addressed: Addressed, address: string): Promise<Response> => {
    const wait = limit.waitFor(address, keyOf(addressed));
    if (wait === null) return receive(request, addressed, address, mostBytes);
    const leave = limit.enter(address);
    if (!leave) return tooMany(wait);
    try {
      return await receive(request, addressed, address, mostBytesOfRefused);
    } catch (error) {
      if (error instanceof ProblemError && (error.problem === unverified || error.problem === tooLarge)) return tooMany(wait);
      throw error;
    } finally {
      leave();
    }
  };

  return (request, to, address) => orProblem(ctx.logger, () => receiveWithin(request, addressOf(request, to), address));
}

/** What is no address of a webhook has the same answer, after the same work, as one that nobody has. */
function addressOf(request: Request, to: Parameters<Receive>[1]): Addressed {
  if (to !== 'shared') return { kind: 'own', publicId: /^[\w-]{20,40}$/.test(to.publicId) ? to.publicId : '' };
  const externalId = request.headers.get('x-github-hook-id');
  return { kind: 'shared', externalId: externalId !== null && /^\d{1,20}$/.test(externalId) ? externalId : null };
}

/**
 * Who knows the secret. The id of a webhook at the shared address is signed by nobody, and may be missing: it says whose
 * secrets are tried first. `most`: bytes of the largest body that is taken.
 */
async function findSigner(find: (addressed: Addressed) => Promise<KnownWebhook[]>, addressed: Addressed, signed: Signed, most: number): Promise<KnownWebhook | null> {
  const isNamed = addressed.kind === 'own' || addressed.externalId !== null;
  const named = isNamed ? signerAmong(await find(addressed), signed) : null;
  if (named || addressed.kind === 'own') return named;
  const any = await find({ kind: 'shared', externalId: null });
  return signerAmong(firstWith(any, (most * mostBodiesTried) / signed.body.byteLength), signed);
}

/** Those at the beginning that have no more secrets together. */
function firstWith(webhooks: KnownWebhook[], mostSecrets: number): KnownWebhook[] {
  let left = mostSecrets;
  const end = webhooks.findIndex(({ secrets }) => (left -= secrets.length) < 0);
  return end === -1 ? webhooks : webhooks.slice(0, end);
}

/** A delivery for nobody takes as long as one for somebody else. */
function signerAmong(webhooks: KnownWebhook[], signed: Signed): KnownWebhook | null {
  if (webhooks.length === 0) providers.github.verify(signed, randomBytes(16).toString('hex'));
  const shows = ({ provider, secrets }: KnownWebhook) => {
    const { verify, signatureHeaders: needed } = providers[provider];
    return needed.some((header) => signed.headers.has(header)) && secrets.some(({ secret, until }) => (until === null || until > signed.now) && verify(signed, secret));
  };
  return webhooks.find(shows) ?? null;
}

/** From now on, the forge's id says whose secret is tried first. */
async function learn({ db, announcer }: IntakeContext, webhook: KnownWebhook, addressed: Addressed): Promise<void> {
  const externalId = addressed.kind === 'shared' ? addressed.externalId : null;
  if (externalId === null || webhook.externalId !== null) return;
  await db.tenant(webhook.tenantId, (tx) => learnExternalId(tx, webhook.id, externalId));
  announcer.announce(webhooksTopic);
}

/** The webhook may have gone while its delivery was on the way. */
async function orUnverified(stored: Promise<void>): Promise<void> {
  try {
    await stored;
  } catch (error) {
    if (foreignKeyViolation(error) !== null) refuse(unverified);
    throw error;
  }
}

function kept(headers: Headers, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(['content-type', 'user-agent', ...names].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value.slice(0, 500)]];
  }));
}

function tooMany(seconds: number): Response {
  const answer = problemResponse({ status: 429, code: 'too_many_refused', title: 'Too many', detail: 'Too many deliveries from this address were refused. Try again in a minute.' }, crypto.randomUUID());
  answer.headers.set('retry-after', String(seconds));
  return answer;
}
