import { LiveMessage, type LiveRequest } from '@lime/contracts';
import { backoff } from './backoff.ts';

export type LiveStatus = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'signed_out';

export type Subscription = {
  /** `run:<id>` or `board:<projectId>`. */
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

/** The part of a WebSocket that is used here. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'readyState' | 'onopen' | 'onclose' | 'onmessage'>;

/** How long the server may take to answer before a connection counts as dead. */
const answerWithinMs = 8_000;
/** Close code of the server for "not signed in". */
const notSignedIn = 4401;
const openState = 1;

/**
 * One connection for all topics. After a drop it comes back by itself and subscribes again from where
 * each subscriber stands, so that nothing is lost; a subscriber drops what it already has.
 */
export function createLive(options: { open: () => Socket; random?: () => number }): Live {
  const random = options.random ?? Math.random;
  const subscriptions = new Set<Subscription>();
  const listeners = new Set<() => void>();
  let socket: Socket | null = null;
  let status: LiveStatus = 'idle';
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  function setStatus(next: LiveStatus): void {
    if (status === next) return;
    status = next;
    for (const listener of listeners) listener();
  }

  function send(request: LiveRequest): void {
    if (socket?.readyState === openState) socket.send(JSON.stringify(request));
  }

  function connect(): void {
    stopRetrying();
    if (socket !== null) return;
    setStatus(status === 'reconnecting' ? 'reconnecting' : 'connecting');
    const opened = options.open();
    socket = opened;
    opened.onopen = () => {
      setStatus('open');
      for (const { topic, after } of subscriptions) send({ op: 'subscribe', topic, after: after() });
    };
    opened.onmessage = (message) => receive(String(message.data));
    opened.onclose = (event) => {
      if (socket === opened) lost(event.code);
    };
  }

  function receive(data: string): void {
    clearTimeout(deadline);
    deadline = undefined;
    // Only a server that answers has recovered: one that accepts and hangs up keeps being backed off from.
    failures = 0;
    const parsed = LiveMessage.safeParse(JSON.parse(data));
    if (!parsed.success) return console.error('unexpected live message', parsed.error.issues);
    for (const subscription of subscriptions) {
      if (subscription.topic === parsed.data.topic) subscription.onMessage(parsed.data);
    }
  }

  function lost(code: number): void {
    clearTimeout(deadline);
    deadline = undefined;
    socket = null;
    if (code === notSignedIn) return setStatus('signed_out');
    setStatus('reconnecting');
    retry = setTimeout(connect, backoff(failures, random));
    failures += 1;
  }

  function stopRetrying(): void {
    clearTimeout(retry);
    retry = undefined;
  }

  function drop(): void {
    const dropped = socket;
    socket = null;
    clearTimeout(deadline);
    deadline = undefined;
    dropped?.close();
  }

  function reconnect(): void {
    if (subscriptions.size === 0 && socket === null) return;
    drop();
    setStatus('reconnecting');
    connect();
  }

  return {
    subscribe(subscription) {
      subscriptions.add(subscription);
      if (socket === null && retry === undefined) connect();
      send({ op: 'subscribe', topic: subscription.topic, after: subscription.after() });
      return () => {
        subscriptions.delete(subscription);
        const shared = [...subscriptions].some((other) => other.topic === subscription.topic);
        if (!shared) send({ op: 'unsubscribe', topic: subscription.topic });
      };
    },
    status: () => status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reconnect,
    checkAlive() {
      const [any] = subscriptions;
      if (any === undefined || deadline !== undefined) return;
      if (socket === null) return connect();
      deadline = setTimeout(reconnect, answerWithinMs);
      send({ op: 'subscribe', topic: any.topic, after: any.after() });
    },
    close() {
      stopRetrying();
      drop();
      setStatus('idle');
    },
  };
}
