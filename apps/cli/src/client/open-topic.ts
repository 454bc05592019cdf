import { LiveMessage, type LiveRequest } from '@lime/contracts';
import type { Connection } from './find-connection.ts';

/** A silent connection may be dead without knowing it: it is made anew, which costs and loses nothing. */
const silentMs = 30_000;
/** The server closes with this when the token is not accepted. */
const unauthenticatedCode = 4401;

export type TopicMessage = LiveMessage | { op: 'refused' };

/** The messages of one WebSocket connection, until it closes for whatever reason; `refused` where the token is not accepted. */
export async function* openTopic({ server, token }: Connection, topic: string, after: number): AsyncGenerator<TopicMessage> {
  const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/ws`, { headers: { authorization: `Bearer ${token}` } });
  let silence = setTimeout(() => socket.close(), silentMs);
  let refused = false;
  const texts = new ReadableStream<string>({
    start(controller) {
      socket.onopen = () => socket.send(JSON.stringify({ op: 'subscribe', topic, after } satisfies LiveRequest));
      socket.onmessage = (message) => {
        clearTimeout(silence);
        silence = setTimeout(() => socket.close(), silentMs);
        controller.enqueue(String(message.data));
      };
      // A close follows every error.
      socket.onclose = ({ code }) => {
        clearTimeout(silence);
        refused = code === unauthenticatedCode;
        controller.close();
      };
    },
    cancel: () => {
      clearTimeout(silence);
      socket.onclose = null;
      socket.close();
    },
  });
  for await (const text of texts) yield LiveMessage.parse(JSON.parse(text));
  if (refused) yield { op: 'refused' };
}
