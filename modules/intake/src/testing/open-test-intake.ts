import { mkdtemp, rm } from 'node:fs/promises';
import { createHmac, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateWebhookBody, type CreatedWebhook, type ForgeEvent } from '@lime/contracts';
import { openAnnouncer, openQueue, type TenantTx } from '@lime/db';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { createLogger } from '@lime/kernel';
import { openKeyring } from '@lime/vault';
import { createWebhook } from '../commands/create-webhook.ts';
import { handleDeliveries } from '../commands/handle-deliveries.ts';
import type { EventSource, IntakeContext } from '../context.ts';
import { intakeQueues } from '../jobs.ts';
import { unpackBody } from '../receive/pack-body.ts';
import { openReceiver, type Receive } from '../receive/receive-delivery.ts';

/** Intake on a database of its own, with a clock that the test sets and a record of what was told. */
export type TestIntake = {
  ctx: IntakeContext;
  database: TestDatabase;
  /** Milliseconds that the receiver's clock is ahead. */
  clock: { ahead: number };
  told: { event: ForgeEvent; source: EventSource }[];
  /** Thrown by what is told of events, while it is set. */
  fault: { error: Error | null };
  receive: Receive;
  addWebhook(tenantId: bigint, body?: Record<string, unknown>): Promise<CreatedWebhook>;
  /** Handles what waits, as the queue's job does. */
  handleAll(tenantId: bigint): Promise<void>;
  rows(tenantId: bigint): Promise<Row[]>;
  close(): Promise<void>;
};
export type Row = { id: bigint; delivery_id: string; event: string; action: string | null; state: string; did: string[]; error: string | null; attempts: number; body: Uint8Array; headers: Record<string, string> };

export const person = { userId: null, name: 'Ada' };

export async function openTestIntake(): Promise<TestIntake> {
  const database = await createTestDatabase(intakeQueues);
  const dataDir = await mkdtemp(join(tmpdir(), 'lime-intake-'));
  const logger = createLogger({ name: 'test', level: 'silent' });
  const [queue, announcer, keys] = await Promise.all([openQueue({ url: database.url, logger, supervise: false }), openAnnouncer({ url: database.url, logger }), openKeyring({ setting: null, file: join(dataDir, 'keys.json') })]);
  if (keys.kind === 'failed') throw new Error(keys.message);
  const told: TestIntake['told'] = [];
  const fault: TestIntake['fault'] = { error: null };
  const ctx: IntakeContext = {
    db: database.db, queue, announcer, logger, keyring: keys.keyring,
    onForgeEvent: async (_tx, event, source) => {
      if (fault.error) throw fault.error;
      told.push({ event, source });
      return [`heard of ${event.kind}`];
    },
  };
  const clock = { ahead: 0 };
  const within = <T>(tenantId: bigint, work: (tx: TenantTx) => Promise<T>) => database.db.tenant(tenantId, work);
  return {
    ctx, database, clock, told, fault,
    receive: openReceiver(ctx, () => Date.now() + clock.ahead),
    addWebhook: (tenantId, body = {}) => within(tenantId, (tx) => createWebhook(tx, ctx.keyring, person, CreateWebhookBody.parse({ provider: 'github', name: 'shop', ...body }))),
    handleAll: async (tenantId) => {
      const waiting: { id: bigint }[] = await within(tenantId, (tx) => tx.sql`SELECT id FROM webhook_events WHERE state = 'received' ORDER BY id`);
      await handleDeliveries(ctx, tenantId, waiting.map((row) => row.id));
    },
    rows: async (tenantId) => {
      const rows: Row[] = await within(tenantId, (tx) => tx.sql`SELECT * FROM webhook_events ORDER BY id`);
      return rows.map((row) => ({ ...row, body: unpackBody(row.body) }));
    },
    close: async () => {
      await queue.stop();
      await announcer.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type Sent = { event?: string; deliveryId?: string; secret?: string; signature?: string | null; headers?: Record<string, string>; address?: string };

/** A delivery as GitHub sends it. */
export function fromGithub(body: string | Uint8Array<ArrayBuffer>, { event = 'ping', deliveryId = randomUUID(), secret = '', signature, headers = {} }: Sent = {}): Request {
  const signed = signature === undefined ? `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` : signature;
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  return new Request('http://lime.test/github/webhook', {
    method: 'POST', body,
    headers: { 'content-type': 'application/json', 'content-length': String(length), 'x-github-event': event, 'x-github-delivery': deliveryId, ...(signed !== null && { 'x-hub-signature-256': signed }), ...headers },
  });
}

/** The last part of a webhook's own address. */
export function publicIdOf({ targetPath }: Pick<CreatedWebhook, 'targetPath'>): string {
  return targetPath.split('/').at(-1) ?? '';
}
