import { backoff } from './backoff.ts';

/** The part of a WebSocket that is used here. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'readyState' | 'onopen' | 'onclose' | 'onmessage'>;

export type SocketStatus = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'signed_out';

export type SocketKeeper = {
  status: () => SocketStatus;
  /** Connects, unless it is connected, connecting, or waiting to try again. */
  ensure: () => void;
  /** Sends when there is a connection; whoever needs more waits for `onOpen`. */
  send: (text: string) => void;
  /** Drops a connection that may be dead, and tries at once. */
  reconnect: () => void;
  /** Replaces the connection unless the server says something soon. */
  expectAnswer: () => void;
  close: () => void;
};

type Options = { open: () => Socket; random: () => number; onOpen: () => void; onMessage: (text: string) => void; onStatus: () => void };

/** How long the server may take to answer before a connection counts as dead. */
const answerWithinMs = 8_000;
/** Close code of the server for "not signed in". */
export const notSignedIn = 4401;
const openState = 1;

/** Keeps one WebSocket connected: after a drop it comes back by itself, later and later while that fails. */
export function keepSocket(options: Options): SocketKeeper {
  let socket: Socket | null = null;
  const status = observed<SocketStatus>('idle', options.onStatus);
  let failures = 0;
  const retry = alarm();
  const deadline = alarm();

  function connect(): void {
    retry.stop();
    if (socket !== null) return;
    if (status.get() !== 'reconnecting') status.set('connecting');
    const opened = options.open();
    socket = opened;
    opened.onopen = () => {
      status.set('open');
      options.onOpen();
    };
    opened.onmessage = (message: MessageEvent<unknown>) => {
      deadline.stop();
      // Only a server that says something has recovered: one that accepts and hangs up is still backed off from.
      failures = 0;
      options.onMessage(String(message.data));
    };
    opened.onclose = ({ code }) => {
      if (socket !== opened) return;
      forget();
      if (code === notSignedIn) return status.set('signed_out');
      status.set('reconnecting');
      retry.start(backoff(failures, options.random), connect);
      failures += 1;
    };
  }

  /** From here on the socket's own end is nobody's concern. */
  function forget(): Socket | null {
    const forgotten = socket;
    socket = null;
    retry.stop();
    deadline.stop();
    return forgotten;
  }

  function reconnect(): void {
    forget()?.close();
    status.set('reconnecting');
    connect();
  }

  return {
    status: status.get,
    ensure: () => retry.isSet() || connect(),
    send: (text) => socket?.readyState === openState && socket.send(text),
    reconnect,
    expectAnswer: () => deadline.isSet() || deadline.start(answerWithinMs, reconnect),
    close: () => {
      forget()?.close();
      status.set('idle');
    },
  };
}

/** A value whose changes are told. */
function observed<Value>(first: Value, onChange: () => void) {
  let value = first;
  const set = (next: Value) => {
    const changed = value !== next;
    value = next;
    if (changed) onChange();
  };
  return { get: () => value, set };
}

/** A timer that can be asked whether it runs. */
function alarm() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const start = (ms: number, act: () => void) => {
    stop();
    timer = setTimeout(() => {
      timer = undefined;
      act();
    }, ms);
  };
  return { start, stop, isSet: () => timer !== undefined };
}
