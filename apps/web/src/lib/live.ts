import { LiveMessage, type LiveRequest } from '@lime/contracts';
import { keepSocket, type Socket, type SocketStatus } from './socket-keeper.ts';

export type LiveStatus = SocketStatus;

type Subscription = {
  /** `run:<id>`, `board:<projectId>` or `hook:<id>`. */
  topic: string;
  /** The last seq that the subscriber has, asked for anew at every (re)subscription. */
  after: () => number;
  onMessage: (message: LiveMessage) => void;
};

export type Live = {
  subscribe: (subscription: Subscription) => () => void;
  status: () => LiveStatus;
  onStatus: (listener: () => void) => () => void;
  /** Drops a connection that may be dead, and tries at once. */
  reconnect: () => void;
  /** Asks the server for a sign of life; a connection that stays silent is replaced. */
  checkAlive: () => void;
  close: () => void;
};

/**
 * One connection for all topics. Each time it comes (back), everybody is subscribed again from where they
 * stand, so that nothing is lost; a subscriber drops what it already has.
 */
export function createLive(options: { open: () => Socket; random?: () => number }): Live {
  const subscriptions = new Set<Subscription>();
  const listeners = new Set<() => void>();
  const socket = keepSocket({
    open: options.open,
    random: options.random ?? Math.random,
    onOpen: () => subscriptions.forEach(ask),
    onMessage: receive,
    onStatus: () => listeners.forEach((listener) => listener()),
  });

  function send(request: LiveRequest): void {
    socket.send(JSON.stringify(request));
  }

  function ask({ topic, after }: Subscription): void {
    send({ op: 'subscribe', topic, after: after() });
  }

  function receive(text: string): void {
    const parsed = LiveMessage.safeParse(JSON.parse(text));
    if (!parsed.success) return console.error(`unexpected live message: ${parsed.error.message}`);
    for (const { topic, onMessage } of subscriptions) {
      if (topic === parsed.data.topic) onMessage(parsed.data);
    }
  }

  return {
    subscribe(subscription) {
      subscriptions.add(subscription);
      socket.ensure();
      ask(subscription);
      return () => {
        subscriptions.delete(subscription);
        const shared = [...subscriptions].some(({ topic }) => topic === subscription.topic);
        if (!shared) send({ op: 'unsubscribe', topic: subscription.topic });
      };
    },
    status: socket.status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reconnect: () => subscriptions.size > 0 && socket.reconnect(),
    checkAlive() {
      const [any] = subscriptions;
      if (any === undefined) return;
      socket.ensure();
      socket.expectAnswer();
      ask(any);
    },
    close: socket.close,
  };
}
