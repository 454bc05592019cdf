import { type AgentOutput, Assignment, CreatedRunnerToken, Registered, type RunEventBody } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import type { Admin, TestApp } from './open-test-app.ts';

/** What a played step leaves behind; strings become the bytes of artifacts. */
export type Made = {
  /** With `secrets`: what the runner found in it. */
  diff?: string;
  secrets?: { found: number; findings: unknown[] };
  partialDiff?: string;
  session?: string;
  plan?: unknown;
  review?: { verdict: string };
  /** What the review says, where that matters. */
  reviewContent?: unknown;
  output?: Partial<AgentOutput>;
};

export type PlayedRunner = {
  /** The next step, waited for up to ten seconds. */
  next(): Promise<Assignment>;
  say(step: Assignment, events: RunEventBody[]): Promise<void>;
  succeed(step: Assignment, made?: Made): Promise<void>;
  fail(step: Assignment, code: string, made?: Made): Promise<void>;
  call(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
};

/** A runner of the admin's tenant that can do everything, spoken for by the test over the real protocol. */
export async function playRunner(app: TestApp, admin: Admin, { name = 'played', labels = ['gpu'] } = {}): Promise<PlayedRunner> {
  const { token } = CreatedRunnerToken.parse(await (await admin.call('POST', '/runner-tokens', { name })).json());
  const call = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${app.origin}/runner/v1${path}`, {
      method, headers: { authorization: `Bearer ${token}`, 'content-type': typeof body === 'string' ? 'application/octet-stream' : 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const { runnerId } = Registered.parse(await (await call('POST', '/register', { name, protocol: 1, labels, providers: ['recipe', 'claude', 'codex'], capacity: 100 })).json());
  const batches = new Map<string, number>();

  const publish = async (step: Assignment, made: Made) => {
    const contents = [
      ...(made.diff === undefined ? [] : [{ kind: 'diff', mime: 'text/x-diff', text: made.diff, metadata: { filesChanged: 1, insertions: 1, deletions: 0, files: [], secrets: made.secrets ?? null } }]),
      ...(made.partialDiff === undefined ? [] : [{ kind: 'partial_diff', mime: 'text/x-diff', text: made.partialDiff, metadata: {} }]),
      ...(made.session === undefined ? [] : [{ kind: 'session', mime: 'application/octet-stream', text: made.session, metadata: { provider: step.work.provider } }]),
      ...(made.plan === undefined ? [] : [{ kind: 'plan', mime: 'application/json', text: JSON.stringify(made.plan), metadata: {} }]),
      ...(made.review === undefined ? [] : [{ kind: 'review', mime: 'application/json', text: JSON.stringify(made.reviewContent ?? {}), metadata: made.review }]),
    ];
    const artifacts = [];
    for (const { text, ...content } of contents) {
      const sha256 = sha256Hex(text);
      const put = await call('PUT', `/steps/${step.stepId}/blobs/${sha256}`, text, { 'lime-lease': step.leaseToken });
      if (!put.ok) throw new Error(await put.text());
      artifacts.push({ ...content, name: content.kind, sha256, size: new TextEncoder().encode(text).byteLength });
    }
    return artifacts;
  };
  const finish = async (step: Assignment, outcome: object) => {
    const answer = await call('POST', `/steps/${step.stepId}/finish`, { leaseToken: step.leaseToken, outcome });
    if (!answer.ok) throw new Error(await answer.text());
  };
  return {
    call,
    next: async () => Assignment.parse(await (await call('POST', '/claim', { runnerId, waitMs: 10_000 })).json()),
    say: async (step, events) => {
      const batch = (batches.get(step.stepId) ?? 0) + 1;
      batches.set(step.stepId, batch);
      const answer = await call('POST', `/steps/${step.stepId}/events`, { leaseToken: step.leaseToken, batch, events });
      if (!answer.ok) throw new Error(await answer.text());
    },
    succeed: async (step, made = {}) => {
      const output = { summary: 'Done.', changed: made.diff !== undefined, ...(made.plan !== undefined && { tickets: 1 }), baseSha: 'b'.repeat(40), targetRef: 'refs/heads/main', stats: { filesChanged: 1, insertions: 1, deletions: 0 }, checks: { before: [], after: [] }, timings: {}, ...made.output };
      await finish(step, { status: 'succeeded', output, artifacts: await publish(step, made) });
    },
    fail: async (step, code, made = {}) => finish(step, { status: 'failed', error: { code, message: code }, retryable: false, artifacts: await publish(step, made) }),
  };
}
