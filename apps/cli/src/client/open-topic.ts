import { LiveMessage, type LiveRequest } from '@lime/contracts';
import type { Connection } from './find-connection.ts';

/** A silent connection may be dead without knowing it: it is made anew, which costs and loses nothing. */
const silentMs = 30_000;
/** The server closes with this when the token is not accepted any more. */
const unauthenticatedCode = 4401;

export type TopicMessage = LiveMessage | { op: 'refused' };

/** The messages of one WebSocket connection, until it closes for whatever reason; `refused` where the token is not accepted. */
export async function* openTopic({ server, token }: Connection, topic: string, after: number): AsyncGenerator<TopicMessage> {
  const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/ws`, { headers: { authorization: `Bearer ${token}` } });
  let silence = setTimeout(() => socket.close(), silentMs);
  let [letIn, refused] = [false, false];
  const texts = new ReadableStream<string>({
    start(controller) {
      socket.onopen = () => {
        letIn = true;
        socket.send(JSON.stringify({ op: 'subscribe', topic, after } satisfies LiveRequest));
      };
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
  if (refused || (!letIn && (await isRefused({ server, token })))) yield { op: 'refused' };
}

/** A WebSocket that is not let in is not told why. */
async function isRefused({ server, token }: Pick<Connection, 'server' | 'token'>): Promise<boolean> {
  return fetch(`${server}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status === 401, () => false);
}
