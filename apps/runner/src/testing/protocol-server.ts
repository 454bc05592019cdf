import { Assignment, EventBatch, FinishBody, Heartbeat, RegisterBody, type RunEventBody } from '@lime/contracts';
import type { z } from 'zod';

/**
 * A server that speaks the runner protocol on loopback and keeps everything in memory: for tests of
 * the protocol's awkward moments, which the real server cannot be brought to on demand.
 */
export type ProtocolServer = ReturnType<typeof startProtocolServer>;

type Step = { events: RunEventBody[]; batches: Set<number>; outcome: FinishBody['outcome'] | null; blobs: Map<string, Uint8Array>; heartbeats: number };

export const token = 'lime_runner_test';

export function startProtocolServer(options: { port?: number; leaseSeconds?: number } = {}) {
  const leaseSeconds = options.leaseSeconds ?? 30;
  const steps = new Map<string, Step>();
  const waiting: Assignment[] = [];
  const state = {
    /** Answers like a gateway whose server is gone. */
    away: false,
    leaseLost: false,
    cancel: false,
    messages: [] as { seq: number; text: string }[],
    needed: [] as string[],
    refuseToken: false,
    /** What the runner said of itself last. */
    registered: null as z.output<typeof RegisterBody> | null,
  };
  const changes = new EventTarget();
  const changed = () => changes.dispatchEvent(new Event('change'));

  const step = (id: string): Step => {
    const known = steps.get(id) ?? { events: [], batches: new Set(), outcome: null, blobs: new Map(), heartbeats: 0 };
    steps.set(id, known);
    return known;
  };

  const claim = async () => {
    for (let tries = 0; tries < 20 && waiting.length === 0; tries++) await Bun.sleep(10);
    const next = waiting.shift();
    return next ? Response.json(next) : new Response(null, { status: 204 });
  };

  const aboutStep = async (id: string, what: string, request: Request): Promise<Response> => {
    const known = step(id);
    if (state.leaseLost) return problem(409, 'lease_lost');
    if (request.method === 'GET') {
      const bytes = known.blobs.get(what);
      return bytes ? new Response(new Blob([bytes])) : problem(404, 'not_found');
    }
    if (request.method === 'PUT') {
      known.blobs.set(what, await request.bytes());
      return new Response(null, { status: 201 });
    }
    const body: unknown = await request.json();
    if (what === 'events') {
      const { batch, events } = EventBatch.parse(body);
      if (!known.batches.has(batch)) known.events.push(...events);
      known.batches.add(batch);
      return Response.json({ batch, lastSeq: known.events.length });
    }
    if (what === 'heartbeat') {
      const { messagesSeen } = Heartbeat.parse(body);
      known.heartbeats++;
      return Response.json({ cancel: state.cancel, messages: state.messages.filter((message) => message.seq > messagesSeen) });
    }
    known.outcome ??= FinishBody.parse(body).outcome;
    return new Response(null, { status: 204 });
  };

  const server = Bun.serve({
    port: options.port ?? 0,
    hostname: '127.0.0.1',
    idleTimeout: 60,
    fetch: async (request) => {
      if (state.away) return new Response('<h1>502</h1>', { status: 502 });
      if (state.refuseToken || request.headers.get('authorization') !== `Bearer ${token}`) return problem(401, 'unauthenticated');
      const [, , , resource = '', id = '', what = '', sha = ''] = new URL(request.url).pathname.split('/');
      if (resource === 'claim') return claim();
      if (resource === 'workspaces') return Response.json({ needed: state.needed });
      if (resource === 'register') {
        state.registered = RegisterBody.parse(await request.json());
        changed();
        return Response.json({ runnerId: '1', leaseSeconds, heartbeatSeconds: leaseSeconds / 3 });
      }
      const answer = await aboutStep(id, sha || what, request);
      changed();
      return answer;
    },
  });

  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port ?? 0,
    state,
    step,
    give: (assignment: z.input<typeof Assignment>) => waiting.push(Assignment.parse(assignment)),
    /** Resolves when the condition holds; looked at after each call about a step. */
    until: (condition: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!condition()) return;
          changes.removeEventListener('change', look);
          resolve();
        };
        changes.addEventListener('change', look);
        look();
      }),
    stop: () => server.stop(true),
  };
}

function problem(status: number, code: string): Response {
  return Response.json({ type: 'about:blank', title: 'Refused', status, code, detail: 'because', correlation_id: 'c' }, { status });
}

/** An assignment for step `stepId` that a test can adapt. */
export function assignmentFor(stepId: string, rest: Partial<z.input<typeof Assignment>> & { work?: Partial<z.input<typeof Assignment>['work']> } = {}): z.input<typeof Assignment> {
  return {
    stepId, runId: '1', attempt: 1, cacheScope: 'somebody', leaseToken: `lease-${stepId}`, leaseSeconds: 30, timeoutSeconds: 60, ...rest,
    work: { provider: 'recipe', mode: 'implement', title: 'Fix it', repository: { url: '/nowhere', ref: null }, recipe: { name: 'command' }, ...rest.work },
  };
}
