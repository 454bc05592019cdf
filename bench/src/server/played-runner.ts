import { Assignment, CreatedRunnerToken, Registered, runnerProtocolVersion, type Provider, type AgentOutput, type FinishBody, type RunEventBody } from '@lime/contracts';
import type { Server } from './start-server.ts';

/** A runner's side of the protocol without a runner behind it: its calls cost next to nothing on our side. */
export type PlayedRunner = {
  /** Waits for a step and takes it. */
  claim(): Promise<Assignment>;
  sendEvents(assignment: Assignment, batch: number, events: RunEventBody[]): Promise<void>;
  heartbeat(assignment: Assignment): Promise<void>;
  /** The step has succeeded and left nothing. */
  finish(assignment: Assignment): Promise<void>;
};

const NOTHING: AgentOutput = {
  summary: 'Nothing to do.', changed: false, baseSha: '0'.repeat(40), targetRef: 'refs/heads/main',
  stats: { filesChanged: 0, insertions: 0, deletions: 0 }, checks: { before: [], after: [] }, timings: {},
};

/** Registers a runner at the server, with a token of its own. */
export async function playRunner(server: Server, { capacity = 32, providers = ['recipe'] }: { capacity?: number; providers?: Provider[] } = {}): Promise<PlayedRunner> {
  const { token } = await server.api(CreatedRunnerToken, 'POST', '/runner-tokens', { name: 'bench' });
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${server.origin}/runner/v1${path}`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const registered = await post('/register', { name: 'bench', protocol: runnerProtocolVersion, labels: [], providers, capacity });
  const { runnerId } = Registered.parse(await registered.json());
  const of = ({ stepId }: Assignment, call: string, body: object) => post(`/steps/${stepId}/${call}`, body).then((response) => void response.body?.cancel());
  return {
    claim: async () => {
      for (;;) {
        const response = await post('/claim', { runnerId, waitMs: 30_000 });
        if (response.status === 200) return Assignment.parse(await response.json());
      }
    },
    sendEvents: (assignment, batch, events) => of(assignment, 'events', { leaseToken: assignment.leaseToken, batch, events }),
    heartbeat: (assignment) => of(assignment, 'heartbeat', { leaseToken: assignment.leaseToken, messagesSeen: 0 }),
    finish: (assignment) => {
      const body: FinishBody = { leaseToken: assignment.leaseToken, outcome: { status: 'succeeded', output: NOTHING, artifacts: [] } };
      return of(assignment, 'finish', body);
    },
  };
}
