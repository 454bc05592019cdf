import { LiveRequest } from '@lime/contracts';
import { problemBody } from '@lime/http';
import { notFound, type Logger, parseId } from '@lime/kernel';
import type { Announcer, Db } from '@lime/db';
import { boardTopic } from './board-topic.ts';
import { hookTopic } from './hook-topic.ts';
import { type LiveSocket, type LiveTopic, type Publish, send } from './live-topic.ts';
import { runTopic } from './run-topic.ts';

export type LiveHub = {
  message(socket: LiveSocket, message: unknown): Promise<void>;
  close(socket: LiveSocket): void;
  stop(): void;
};

/** Topics by tenant and name: another tenant's watcher of the same name gets a topic that shows it nothing. */
export function liveHub(deps: { db: Db; announcer: Announcer; logger: Logger; publish: Publish }): LiveHub {
  const topics = new Map<string, { topic: LiveTopic; watchers: Set<LiveSocket> }>();
  const keyOf = (tenantId: bigint, name: string) => `${tenantId}/${name}`;
  const open = (tenantId: bigint, name: string) => {
    const key = keyOf(tenantId, name);
    const existing = topics.get(key);
    if (existing) return existing;
    const [kind = '', idText = ''] = name.split(':');
    const id = parseId(idText) ?? 0n;
    const make = kind === 'run' ? runTopic : kind === 'hook' ? hookTopic : boardTopic;
    const entry = { topic: make({ ...deps, tenantId, id, name, channel: key }), watchers: new Set<LiveSocket>() };
    topics.set(key, entry);
    return entry;
  };
  const leave = (socket: LiveSocket, name: string) => {
    const key = keyOf(socket.person.tenantId, name);
    socket.unsubscribe(key);
    socket.topics.delete(name);
    const entry = topics.get(key);
    entry?.watchers.delete(socket);
    if (entry?.watchers.size === 0) topics.delete(key);
  };
  const subscribe = async (socket: LiveSocket, name: string, after: number) => {
    if (socket.topics.has(name)) leave(socket, name);
    socket.topics.add(name);
    const entry = open(socket.person.tenantId, name);
    entry.watchers.add(socket);
    if (await entry.topic.join(socket, after)) return;
    leave(socket, name);
    send(socket, { op: 'error', topic: name, problem: problemBody(notFound(name.split(':')[0] ?? 'topic'), crypto.randomUUID()) });
  };
  const stop = deps.announcer.listen((announced) => {
    const [kind = '', id = '', detail = ''] = announced.split(':');
    for (const [key, { topic }] of topics) {
      if (announced === '*' || key.endsWith(`/${kind}:${id}`)) topic.refresh(detail);
    }
  });
  return {
    message: async (socket, message) => {
      const request = parseRequest(message);
      if (!request) return socket.close(1008, 'not a live request');
      if (request.op === 'unsubscribe') leave(socket, request.topic);
      else await subscribe(socket, request.topic, request.after ?? 0);
    },
    close: (socket) => {
      for (const name of socket.topics) leave(socket, name);
    },
    stop,
  };
}

/** Elysia gives JSON parsed; anything else stays a text, and is refused. */
function parseRequest(message: unknown) {
  return LiveRequest.safeParse(message).data ?? null;
}
