import type { Elysia } from 'elysia';
import { guardOrigin, orProblem, type Principal } from '@lime/http';
import { endingTopics, sessionTokenOf } from '@lime/identity';
import { type Logger, refuse } from '@lime/kernel';
import type { Parts } from '../compose.ts';
import { inTurn } from '../live/in-turn.ts';
import { liveHub, type LiveHub } from '../live/live-hub.ts';
import type { LiveSocket } from '../live/live-topic.ts';
import { watchTopics } from '../live/watch-topics.ts';
import type { Gate } from './gate-requests.ts';

/** Tells who was let in why they are let go. */
const unauthenticated = 4401;
const tooMany = 4429;
/** Requests of one connection that wait for those before them. A page makes a few; each is a transaction, which others need too. */
const mostWaiting = 500;
/** The longest that a timer can be set for: a connection that is open for so long is opened anew. */
const longestMs = 2 ** 31 - 1;

type SignedIn = { person: Principal; token: string };

/** Serves `/ws`, with and without the API's prefix. A page of another site may not connect with this person's cookie; whoever signs out is let go. */
export function mountLive(app: Elysia, parts: Parts, gate: Gate, logger: Logger): LiveHub {
  const hub = liveHub({ ...parts, logger, publish: (channel, message) => void app.server?.publish(channel, JSON.stringify(message)) });
  const { admit, people } = openAdmission(gate, logger);
  const sockets = new Map<string, LiveSocket & { take(message: unknown): boolean }>();
  const endings = watchTopics(parts.announcer);
  const unwatch = new Map<string, () => void>();
  for (const prefix of ['', '/api/v1']) app.ws(`${prefix}/ws`, {
    idleTimeout: 120,
    backpressureLimit: 16 * 1024 * 1024,
    closeOnBackpressureLimit: true,
    beforeHandle: ({ request }) => admit(request),
    open: (ws) => {
      const signedIn = people.get(ws.data.request);
      if (!signedIn) return void ws.close(unauthenticated, 'Sign in first.');
      const { raw } = ws;
      const leave = () => raw.close(unauthenticated, 'Signed out.');
      const stop = endings.watch(endingTopics(signedIn.token, signedIn.person), () => leaveIfEnded(parts, signedIn.token, logger, leave));
      // Nobody announces that a session or key has come to the end of its time.
      const timer = setTimeout(leave, Math.min(longestMs, msUntil(signedIn.person.credential?.expiresAt ?? null)));
      unwatch.set(ws.id, () => {
        clearTimeout(timer);
        stop();
      });
      const socket: LiveSocket = {
        person: signedIn.person,
        topics: new Set(),
        send: (text) => void raw.send(text),
        subscribe: (channel) => raw.subscribe(channel),
        unsubscribe: (channel) => raw.unsubscribe(channel),
        close: (code, reason) => raw.close(code, reason),
      };
      // One that has left while it waited is not let in again.
      const handle = async (message: unknown) => (sockets.has(ws.id) ? hub.message(socket, message).catch((err: unknown) => logger.warn({ err }, 'a live request failed')) : undefined);
      sockets.set(ws.id, Object.assign(socket, { take: inTurn(handle, mostWaiting) }));
    },
    message: (ws, message) => {
      if (sockets.get(ws.id)?.take(message) === false) ws.close(tooMany, 'Too many requests.');
    },
    close: (ws) => {
      const socket = sockets.get(ws.id);
      sockets.delete(ws.id);
      unwatch.get(ws.id)?.();
      unwatch.delete(ws.id);
      if (socket) hub.close(socket);
    },
  });
  return {
    ...hub,
    stop: () => {
      endings.stop();
      hub.stop();
    },
  };
}

/** Finds out who asks for a connection, before it is opened; whoever may not have one gets a plain answer. */
function openAdmission(gate: Gate, logger: Logger): { admit(request: Request): Promise<Response | undefined>; people: WeakMap<Request, SignedIn> } {
  const people = new WeakMap<Request, SignedIn>();
  const admissions = new WeakMap<Request, Promise<Response>>();
  const look = (request: Request): Promise<Response> =>
    orProblem(logger, async () => {
      guardOrigin(request);
      const token = sessionTokenOf(request);
      const person = token === null ? null : await gate.authenticate(request);
      if (!person || token === null) refuse({ status: 401, code: 'unauthenticated', title: 'Sign in first', detail: 'A live connection is opened with a session, or with an API key.' });
      people.set(request, { person, token });
      return new Response(null);
    });
  const admit = async (request: Request): Promise<Response | undefined> => {
    // Elysia asks twice for each connection: it counts as one.
    const admission = admissions.get(request) ?? look(request);
    admissions.set(request, admission);
    const answer = await admission;
    return people.has(request) ? undefined : gate.tell(request, answer);
  };
  return { admit, people };
}

/** After what may have ended the session or key, or when such may have been missed: one that has ended is let go. */
function leaveIfEnded({ sessions }: Parts, token: string, logger: Logger, close: () => void): void {
  sessions.authenticate(token).then((known) => known ?? close(), (err: unknown) => logger.warn({ err }, 'a live session could not be checked'));
}

function msUntil(time: Date | null): number {
  return time === null ? longestMs : Math.max(0, time.getTime() - Date.now());
}
