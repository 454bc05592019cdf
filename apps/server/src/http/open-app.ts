import { Elysia } from 'elysia';
import { serveModel } from '@lime/gateway';
import { problemResponse, type RouteDeps, serveRoute } from '@lime/http';
import type { Logger } from '@lime/kernel';
import type { Parts } from '../compose.ts';
import type { LiveHub } from '../live/live-hub.ts';
import { openAllowedMethods } from './allowed-methods.ts';
import { mountLive } from './mount-live.ts';
import { openGate } from './gate-requests.ts';
import { serveApiDocs } from './serve-api-docs.ts';
import { serveGithub } from './serve-github.ts';
import { serveIntake } from './serve-intake.ts';
import { serveOperator } from './serve-operator.ts';
import { serveSession } from './serve-session.ts';
import { serveWeb } from './serve-web.ts';

export type AppOptions = { parts: Parts; logger: Logger; hostname: string; port: number; webDir: string; /** Told of every answer of a route: tests see by it whether the documentation is true. */ inspect?: RouteDeps['inspect'] };

export type OpenApp = { kind: 'listening'; port: number; stop(): Promise<void> } | { kind: 'failed'; message: string };

/** Larger bodies are cut off by the server before any route sees them; routes have smaller bounds of their own. */
const maxBodyBytes = 257 * 1024 * 1024;

/** Opens the HTTP and WebSocket server. */
export function openApp(options: AppOptions): OpenApp {
  const { parts, logger } = options;
  // Elysia shares a port by default: a second server would take half of the first one's callers.
  const app = new Elysia({ serve: { hostname: options.hostname, reusePort: false, maxRequestBodySize: maxBodyBytes, idleTimeout: 120 } });
  const gate = openGate(parts, (request) => app.server?.requestIP(request)?.address ?? null, logger);
  const deps = { db: parts.db, logger, authenticate: gate.authenticate, ...(options.inspect && { inspect: options.inspect }) };
  for (const route of parts.routes) {
    const serve = serveRoute(deps, route);
    app.route(route.method, `/api/v1${route.path}`, async ({ request, params }) => gate.tell(request, await serve(request, params ?? {})), { parse: 'none' });
  }
  for (const route of parts.runnerRoutes) {
    app.route(route.method, `/runner/v1${route.path}`, ({ request, params }) => route.handle(request, params ?? {}), { parse: 'none' });
  }
  // A model may think for minutes before it says a word.
  app.all('/model/*', async ({ request }) => (await serveModel(parts.gateway, request, () => app.server?.timeout(request, 0))) ?? nothing(), { parse: 'none' });
  serveIntake(app, parts);
  serveSession(app, parts, gate, logger);
  serveGithub(app, parts, gate, logger);
  serveOperator(app, parts, logger);
  serveApiDocs(app, parts.routes);
  app.get('/healthz', () => Response.json({ status: 'ok' }));
  const methodsOf = openAllowedMethods(app.routes);
  app.get('/*', ({ request, path }) => (/^\/(api|runner|model)\//.test(path) ? notHere(methodsOf(path)) : serveWeb(options.webDir, request)));
  app.all('/*', ({ path }) => notHere(methodsOf(path)));
  const hub = mountLive(app, parts, gate, logger);
  return listen(app, hub, options);
}

function listen(app: Elysia, hub: LiveHub, options: AppOptions): OpenApp {
  try {
    app.listen(options.port);
  } catch (error) {
    return { kind: 'failed', message: explainListen(error, options) };
  }
  return { kind: 'listening', port: app.server?.port ?? options.port, stop: async () => { hub.stop(); await app.stop(true); } };
}

function explainListen(error: unknown, { port, hostname }: AppOptions): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (/EADDRINUSE|in use/i.test(reason)) return `Port ${port} is in use. Stop what uses it, or choose another: LIME_PORT=${port + 1} npm start`;
  return `Cannot listen on ${hostname}:${port}: ${reason}`;
}

function nothing(): Response {
  return problemResponse({ status: 404, code: 'not_found', title: 'Not found', detail: 'There is nothing at this address.' }, crypto.randomUUID());
}

/** What is asked for by a method that its path does not have, or where there is nothing at all. */
function notHere(methods: string[]): Response {
  if (methods.length === 0) return nothing();
  const answer = problemResponse({ status: 405, code: 'method_not_allowed', title: 'Not by this method', detail: `There is ${methods.join(', ')} at this address.` }, crypto.randomUUID());
  answer.headers.set('allow', methods.join(', '));
  return answer;
}
