import { readHook } from '@lime/hooks';
import { type LiveSocket, type LiveTopic, send, type TopicDeps } from './live-topic.ts';

/** A hook for whoever watches what it does: told that there is something new, they read its history. */
export function hookTopic({ db, tenantId, id, name, channel, publish }: TopicDeps): LiveTopic {
  const join = async (socket: LiveSocket): Promise<boolean> => {
    if (!(await db.read(tenantId, (tx) => readHook(tx, id)))) return false;
    socket.subscribe(channel);
    send(socket, { op: 'subscribed', topic: name, seq: 0 });
    return true;
  };
  return { join, refresh: () => publish(channel, { op: 'hook', topic: name }) };
}
