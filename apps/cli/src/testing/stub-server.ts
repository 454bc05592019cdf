import type { ArtifactView, EffectView, GateView, LiveMessage, RunDetail, RunEvent, RunEventBody, RunSummary } from '@lime/contracts';

/**
 * A server that speaks the API's schemas on loopback and plays one run from a script: for tests of
 * the command line alone. The tests of the whole product use the real server.
 */
const at = '2026-01-01T00:00:00.000Z';
export const patch = 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-old\u001b[2K\n+new\n';
export const sha256 = new Bun.CryptoHasher('sha256').update(patch).digest('hex');

const run: RunSummary = {
  id: '7', projectId: '1', ticketId: '1', parentRunId: null, from: null, attemptGroupId: null, provider: 'recipe', mode: 'implement', prompt: 'Fix it', summary: null, workflow: 'change', title: 'Fix it', status: 'running', waitingOn: null, waitingSince: null,
  error: null, costCents: 0, reservedCents: 0, lastSeq: 0, createdBy: 'someone', createdAt: at, startedAt: at, endedAt: null,
};
const diff: ArtifactView = {
  id: '3', runId: '7', stepId: '1', kind: 'diff', name: '../changes.diff', mime: 'text/x-diff', size: patch.length, sha256, parents: [], superseded: false, createdAt: at,
  metadata: { filesChanged: 1, insertions: 1, deletions: 1, files: [{ path: 'a.txt', status: 'modified', binary: false, insertions: 1, deletions: 1 }] },
};
const gate: GateView = {
  id: '5', stepId: '2', question: 'May this be pushed?', status: 'open', artifactId: '3', sha256, secrets: [], policy: { approvals: 1, roles: [], authorMayApprove: true },
  approvals: [], mayDecide: { ok: true, reason: null }, openedAt: at, expiresAt: at,
};

type Script = {
  /** What the run says. */
  events: RunEventBody[];
  /** Where it stands once it has said all. */
  end: Partial<RunSummary>;
  /** What it has done in the outside world. */
  effects?: EffectView[];
  /** Drop the connection after so many events, again and again. */
  dropEvery?: number;
};

type Received = { method: string; path: string; body: unknown };

export function startStubServer(script: Script) {
  const events: RunEvent[] = script.events.map((body, index) => ({ seq: index + 1, at, stepId: null, body }));
  const received: Received[] = [];
  let state: RunSummary = { ...run, ...script.end, lastSeq: events.length };
  let gates: GateView[] = [gate];

  const detail = (): RunDetail => ({ run: state, input: {}, steps: [], artifacts: [diff], gates, effects: script.effects ?? [], why: { state: 'waiting', waitsFor: 'a decision', since: at, whoseMove: 'yours', whatFreesIt: 'approve or reject' }, followers: [], children: [] });
  const answers: Record<string, (body: unknown) => Response> = {
    'POST /agent-runs': () => Response.json(run, { status: 201 }),
    'GET /agent-runs/7': () => Response.json(detail()),
    'GET /agent-runs/7/why': () => Response.json(detail().why),
    'GET /agent-runs/7/artifacts': () => Response.json({ items: [diff], next: null }),
    'GET /artifacts/3/content': () => new Response(patch),
    'POST /effects/9/resolve': (body) => Response.json({ ...script.effects?.[0], status: (body as { outcome: string }).outcome }),
    'POST /gates/5/decision': (body) => {
      const { decision } = body as { decision: 'approve' | 'reject' };
      gates = [{ ...gate, status: decision === 'approve' ? 'approved' : 'rejected', approvals: [{ id: '1', by: 'me', decision, sha256, note: '', at }] }];
      state = { ...state, status: 'succeeded', waitingOn: null };
      return Response.json(gates[0]);
    },
  };

  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request, bun) => {
      const { pathname } = new URL(request.url);
      if (request.headers.get('authorization') !== 'Bearer token') return problem(401, 'unauthenticated');
      if (pathname === '/ws') return bun.upgrade(request) ? undefined : problem(400, 'no_upgrade');
      const path = pathname.replace('/api/v1', '');
      const body: unknown = request.method === 'POST' ? await request.json() : null;
      received.push({ method: request.method, path, body });
      return answers[`${request.method} ${path}`]?.(body) ?? problem(404, 'not_found');
    },
    websocket: {
      message(socket, text) {
        const { topic, after } = JSON.parse(String(text)) as { topic: string; after: number };
        received.push({ method: 'WS', path: topic, body: { after } });
        const say = (message: LiveMessage) => socket.send(JSON.stringify(message));
        say({ op: 'subscribed', topic, seq: events.length });
        const fresh = events.filter((event) => event.seq > after);
        if (script.dropEvery !== undefined && fresh.length > script.dropEvery) {
          say({ op: 'events', topic, events: fresh.slice(0, script.dropEvery) });
          return socket.close();
        }
        say({ op: 'events', topic, events: fresh });
        say({ op: 'run', topic, run: state });
      },
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, received, stop: () => server.stop(true) };
}

function problem(status: number, code: string): Response {
  return Response.json({ type: 'about:blank', title: 'Refused', status, code, detail: 'because', correlation_id: 'c' }, { status });
}
