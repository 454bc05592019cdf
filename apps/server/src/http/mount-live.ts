import type { Elysia } from 'elysia';
import type { Principal } from '@lime/http';
import { endingTopics, sessionTokenOf } from '@lime/identity';
import { type Logger, ProblemError } from '@lime/kernel';
import type { Parts } from '../compose.ts';
import { inTurn } from '../live/in-turn.ts';
import { liveHub, type LiveHub } from '../live/live-hub.ts';
import type { LiveSocket } from '../live/live-topic.ts';
import { watchTopics } from '../live/watch-topics.ts';
import type { Gate } from './gate-requests.ts';

/** Tells a browser why it was let go: it cannot read the status of a refused upgrade. */
const unauthenticated = 4401;
const tooMany = 4429;
/** Requests of one connection that wait for those before them. A page makes a few; each is a transaction, which others need too. */
const mostWaiting = 500;
/** The longest that a timer can be set for: a connection that is open for so long is opened anew. */
const longestMs = 2 ** 31 - 1;

type SignedIn = { person: Principal; token: string };

/** Serves `/ws`. A page of another site may not connect with this person's cookie; whoever signs out is let go. */
export function mountLive(app: Elysia, parts: Parts, gate: Gate, logger: Logger): LiveHub {
  const hub = liveHub({ ...parts, logger, publish: (channel, message) => void app.server?.publish(channel, JSON.stringify(message)) });
  const { admit, people } = openAdmission(gate);
  const sockets = new Map<string, LiveSocket & { take(message: unknown): boolean }>();
  const endings = watchTopics(parts.announcer);
  const unwatch = new Map<string, () => void>();
  app.ws('/ws', {
    idleTimeout: 120,
    backpressureLimit: 16 * 1024 * 1024,
    closeOnBackpressureLimit: true,
    beforeHandle: ({ request }) => admit(request),
    open: (ws) => {
      const signedIn = people.get(ws.data.request);
      if (signedIn === 'too_many') return void ws.close(tooMany, 'Too many requests.');
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

/** Finds out who asks for a connection, before it is opened. */
function openAdmission(gate: Gate): { admit(request: Request): Promise<void>; people: WeakMap<Request, SignedIn | 'too_many'> } {
  const people = new WeakMap<Request, SignedIn | 'too_many'>();
  const admissions = new WeakMap<Request, Promise<void>>();
  const look = async (request: Request): Promise<void> => {
    const token = sameOrigin(request) ? sessionTokenOf(request) : null;
    if (token === null) return;
    const person = await gate.authenticate(request).catch((error: unknown) => (error instanceof ProblemError ? 'too_many' : Promise.reject(error)));
    if (person) people.set(request, person === 'too_many' ? person : { person, token });
  };
  const admit = async (request: Request): Promise<void> => {
    // Elysia asks twice for each connection: it counts as one.
    const admission = admissions.get(request) ?? look(request);
    admissions.set(request, admission);
    await admission;
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

function sameOrigin(request: Request): boolean {
  const origin = request.headers.get('origin');
  return origin === null || (URL.canParse(origin) && new URL(origin).host === request.headers.get('host'));
}
