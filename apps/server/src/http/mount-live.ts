import type { Elysia } from 'elysia';
import type { Principal } from '@lime/http';
import type { Logger } from '@lime/kernel';
import type { Parts } from '../compose.ts';
import { liveHub, type LiveHub } from '../live/live-hub.ts';
import type { LiveSocket } from '../live/live-topic.ts';

/** Tells a browser why it was let go: it cannot read the status of a refused upgrade. */
const unauthenticated = 4401;

/** Serves `/ws`. A page of another site may not connect with this person's cookie. */
export function mountLive(app: Elysia, parts: Parts, logger: Logger, authenticate: (request: Request) => Promise<Principal | null>): LiveHub {
  const hub = liveHub({ ...parts, logger, publish: (channel, message) => void app.server?.publish(channel, JSON.stringify(message)) });
  const people = new WeakMap<Request, Principal>();
  const sockets = new Map<string, LiveSocket>();
  app.ws('/ws', {
    idleTimeout: 120,
    backpressureLimit: 16 * 1024 * 1024,
    closeOnBackpressureLimit: true,
    beforeHandle: async ({ request }) => {
      const person = sameOrigin(request) ? await authenticate(request) : null;
      if (person) people.set(request, person);
    },
    open: (ws) => {
      const person = people.get(ws.data.request);
      if (!person) return void ws.close(unauthenticated, 'Sign in first.');
      const { raw } = ws;
      sockets.set(ws.id, {
        person,
        topics: new Set(),
        send: (text) => void raw.send(text),
        subscribe: (channel) => raw.subscribe(channel),
        unsubscribe: (channel) => raw.unsubscribe(channel),
        close: (code, reason) => raw.close(code, reason),
      });
    },
    message: (ws, message) => {
      const socket = sockets.get(ws.id);
      if (socket) hub.message(socket, message).catch((err: unknown) => logger.warn({ err }, 'a live request failed'));
    },
    close: (ws) => {
      const socket = sockets.get(ws.id);
      sockets.delete(ws.id);
      if (socket) hub.close(socket);
    },
  });
  return hub;
}

function sameOrigin(request: Request): boolean {
  const origin = request.headers.get('origin');
  return origin === null || (URL.canParse(origin) && new URL(origin).host === request.headers.get('host'));
}
