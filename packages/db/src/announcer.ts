import { Client } from 'pg';
import type { Logger } from '@lime/kernel';

/** Tells every server that something has changed: a topic such as `run:42`, never the change itself. */
export type Announcer = {
  announce(topic: string): void;
  /** Calls back for every topic that any server announces; the returned function ends that. */
  listen(callback: (topic: string) => void): () => void;
  close(): Promise<void>;
};

const channel = 'lime_live';
const coalesceMs = 4;
/** NOTIFY payloads end at 8,000 bytes. */
const maxPayload = 7500;

/**
 * Announces from one connection of its own, coalesced: a NOTIFY inside the transactions that write
 * events would make them all commit one after another (Postgres holds a global lock for it).
 * A lost connection is opened again, and then every listener is told `*`: look at everything.
 */
export async function openAnnouncer(options: { url: string; logger: Logger }): Promise<Announcer> {
  const listeners = new Set<(topic: string) => void>();
  const pending = new Set<string>();
  let client: Client | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let closed = false;
  let telling = false;

  const tell = (topic: string) => {
    for (const listener of listeners) listener(topic);
  };

  const open = async (): Promise<void> => {
    const opening = new Client({ connectionString: options.url, keepAlive: true, application_name: 'lime announcer' });
    opening.on('notification', (message) => message.payload?.split(' ').forEach(tell));
    opening.on('error', () => undefined);
    // Only the end of a connection that had been open starts a reopening: a failed opening has its own next try.
    opening.on('end', () => {
      if (client !== opening) return;
      client = null;
      setTimeout(reopen, 200);
    });
    await opening.connect();
    // A notification outlives no crash, so nobody need wait until the log has it on the disk.
    await opening.query(`SET synchronous_commit = off; LISTEN ${channel}`);
    if (closed) return opening.end();
    client = opening;
    void flush();
  };

  const reopen = (): void => {
    if (closed) return;
    open().then(() => tell('*'), (err: unknown) => {
      options.logger.warn({ err }, 'announcer cannot reach the database');
      setTimeout(reopen, 1000);
    });
  };

  const flushSoon = (): void => {
    timer ??= setTimeout(() => void flush(), coalesceMs);
  };

  /** One notification at a time; what comes meanwhile gathers again. What cannot be told now waits for the next connection. */
  const flush = async (): Promise<void> => {
    timer = null;
    if (telling || !client || pending.size === 0) return;
    telling = true;
    const topics = [...pending];
    pending.clear();
    const told = await client.query({ name: 'tell', text: 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', values: [channel, packTopics(topics)] }).catch(() => null);
    telling = false;
    if (!told) for (const topic of topics) pending.add(topic);
    else if (pending.size > 0) flushSoon();
  };

  await open();
  return {
    announce: (topic) => {
      pending.add(topic);
      flushSoon();
    },
    listen: (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    close: async () => {
      closed = true;
      if (timer) clearTimeout(timer);
      await client?.end();
    },
  };
}

function packTopics(topics: Iterable<string>): string[] {
  const payloads: string[] = [];
  let current = '';
  for (const topic of topics) {
    if (current.length + topic.length + 1 > maxPayload) {
      payloads.push(current);
      current = '';
    }
    current = current === '' ? topic : `${current} ${topic}`;
  }
  return current === '' ? payloads : [...payloads, current];
}
