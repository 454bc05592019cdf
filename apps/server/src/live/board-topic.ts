import { readProject, readTicket } from '@lime/factory';
import { parseId } from '@lime/kernel';
import { type LiveSocket, type LiveTopic, send, type TopicDeps } from './live-topic.ts';

/**
 * A project's board for whoever watches: every announced ticket is read and published as it is
 * now. After a gap the client reads the board anew, so tickets need no cursor.
 */
export function boardTopic(deps: TopicDeps): LiveTopic {
  const { db, tenantId, id, name, channel, publish } = deps;
  const refresh = (ticketText: string): void => {
    if (ticketText === 'all') return publish(channel, { op: 'board', topic: name });
    const ticketId = parseId(ticketText);
    if (ticketId === null) return;
    db.tenant(tenantId, (tx) => readTicket(tx, ticketId)).then(
      (ticket) => publish(channel, ticket ? { op: 'ticket', topic: name, ticket } : { op: 'ticket_deleted', topic: name, ticketId: ticketText }),
      (err: unknown) => deps.logger.warn({ err, topic: name }, 'a live ticket could not be read'),
    );
  };
  const join = async (socket: LiveSocket): Promise<boolean> => {
    if (!(await db.tenant(tenantId, (tx) => readProject(tx, id)))) return false;
    socket.subscribe(channel);
    send(socket, { op: 'subscribed', topic: name, seq: 0 });
    return true;
  };
  return { join, refresh };
}
