import type { LiveMessage } from '@lime/contracts';
import type { Db } from '@lime/db';
import type { Principal } from '@lime/http';
import type { Logger } from '@lime/kernel';

/** A signed-in person's connection. */
export type LiveSocket = {
  person: Principal;
  topics: Set<string>;
  send(text: string): void;
  subscribe(channel: string): void;
  unsubscribe(channel: string): void;
  close(code: number, reason: string): void;
};

/** One thing that people watch. Its news are read once, however many watch. */
export type LiveTopic = {
  /** Brings one watcher up to date, then counts it among the live ones; false when there is no such thing for this tenant. */
  join(socket: LiveSocket, after: number): Promise<boolean>;
  /** Something was announced: reads what is new and publishes it. */
  refresh(detail: string): void;
};

export type Publish = (topic: string, message: LiveMessage) => void;

export type TopicDeps = { db: Db; logger: Logger; publish: Publish; tenantId: bigint; id: bigint; name: string; channel: string };

export function send(socket: LiveSocket, message: LiveMessage): void {
  socket.send(JSON.stringify(message));
}
