/** People's messages to an agent at work, in the order in which they came. */
export type Inbox = {
  put: (text: string) => void;
  /** The next message; null once the inbox is closed and empty. Waits for one. */
  next: () => Promise<string | null>;
  /** No more messages will be read: those that come now are told to `put`'s caller by `closed`. */
  close: () => void;
  readonly closed: boolean;
};

export function createInbox(): Inbox {
  const messages: string[] = [];
  let waiting: ((text: string | null) => void) | null = null;
  let closed = false;
  const deliver = (text: string | null) => {
    waiting?.(text);
    waiting = null;
  };
  return {
    put: (text) => (waiting ? deliver(text) : messages.push(text)),
    next: () => {
      const first = messages.shift();
      if (first !== undefined || closed) return Promise.resolve(first ?? null);
      return new Promise((resolve) => (waiting = resolve));
    },
    close: () => {
      closed = true;
      deliver(null);
    },
    get closed() {
      return closed;
    },
  };
}
