/** Messages in the order in which they came, most of all those of people to an agent at work. */
export type Inbox<Message = string> = {
  put: (message: Message) => void;
  /** The next message; null once the inbox is closed and empty. Waits for one. */
  next: () => Promise<Message | null>;
  /** No more messages will be read: those that come now are told to `put`'s caller by `closed`. */
  close: () => void;
  readonly closed: boolean;
};

export function createInbox<Message = string>(): Inbox<Message> {
  const messages: Message[] = [];
  let waiting: ((message: Message | null) => void) | null = null;
  let closed = false;
  const deliver = (message: Message | null) => {
    waiting?.(message);
    waiting = null;
  };
  return {
    put: (message) => (waiting ? deliver(message) : messages.push(message)),
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

/** The messages of an inbox until it is closed, for a single reader. */
export async function* readInbox<Message>(inbox: Inbox<Message>): AsyncGenerator<Message> {
  for (let message = await inbox.next(); message !== null; message = await inbox.next()) yield message;
}
