import { expect, test } from 'bun:test';
import { tmpdir } from 'node:os';
import { Assignment, type AgentWork, type RunEventBody } from '@lime/contracts';
import { createLogger, createValueMask } from '@lime/kernel';
import { createServerApi } from '../../protocol/server-api.ts';
import { assignmentFor } from '../../testing/protocol-server.ts';
import { failed } from '../../work/failed.ts';
import { openWorkbench } from '../../work/workbench.ts';
import { createInbox } from '../inbox.ts';
import type { AgentSession } from '../provider.ts';
import type { Conversation, TurnEnd } from './conversation.ts';
import { converse } from './converse.ts';

/** A session without a sandbox: what `converse` looks at. */
function session(mode: AgentWork['mode'] = 'implement') {
  const server = 'http://127.0.0.1:1';
  const given = assignmentFor('5');
  const assignment = Assignment.parse({ ...given, work: { ...given.work, mode } });
  const events: RunEventBody[] = [];
  const inbox = createInbox();
  const { signal } = new AbortController();
  const step = { assignment, held: { stepId: '5', leaseToken: 'l' }, api: createServerApi({ server, token: 't' }), values: createValueMask([]), emit: async (event: RunEventBody) => void events.push(event), inbox, signal, handIn: signal, log: createLogger({ name: 'test', level: 'silent' }) };
  const folder = { workspaces: tmpdir(), caches: tmpdir(), leases: tmpdir(), release: async () => undefined };
  const bench = openWorkbench(step, folder, { registries: async () => ({ allow: [], env: {}, readOnly: [], upstream: null, notes: [] }), providers: tmpdir(), server });
  const agent: AgentSession = { bench, installed: { readOnly: [], env: {} }, places: [], checks: [], patch: null, inbox, signal, modelSocket: null, reach: (command) => command };
  return { agent, inbox, events };
}

/** A conversation whose turns end as told; `during` happens in the middle of the turn of that number. */
function talking({ turns, hears = true, during = () => undefined }: { turns: TurnEnd[]; hears?: boolean; during?: (turn: number) => void }) {
  const asked: string[] = [];
  const told: string[] = [];
  let ended = 0;
  const conversation: Conversation = {
    ask: async (text) => {
      asked.push(text);
      during(asked.length);
      await Promise.resolve();
      return turns[asked.length - 1] ?? { ok: true, answer: 'enough' };
    },
    tell: (text) => hears && told.push(text) > 0,
    end: async () => {
      ended++;
      return { bytes: new Uint8Array([7]) };
    },
  };
  return { conversation, asked, told, ended: () => ended };
}
const says = (answer: string): TurnEnd => ({ ok: true, answer });

test('the task is asked, and what the model remembers is kept', async () => {
  const { agent, inbox } = session();
  const { conversation, asked, ended } = talking({ turns: [says('done')] });
  expect(await converse(agent, conversation, 'the task')).toEqual({ kind: 'done', answer: 'done', findings: null, session: { bytes: new Uint8Array([7]) } });
  expect([asked, ended(), inbox.closed]).toEqual([['the task'], 1, true]);
});

test('a message in the middle of a turn is told at once where the model hears it', async () => {
  const { agent, inbox } = session();
  const { conversation, asked, told } = talking({ turns: [says('done')], during: () => inbox.put('use tabs') });
  await converse(agent, conversation, 'the task');
  expect([asked.length, told.length]).toEqual([1, 1]);
  expect(told[0]).toContain('use tabs');
});

test('where it does not hear, messages make the next turn, together, also those of the last moment', async () => {
  const { agent, inbox } = session();
  const { conversation, asked } = talking({ turns: [says('one'), says('two'), says('three')], hears: false, during: (turn) => (turn === 1 ? [inbox.put('use tabs'), inbox.put('and a licence')] : turn === 2 ? inbox.put('at last') : undefined) });
  expect(await converse(agent, conversation, 'the task')).toMatchObject({ answer: 'three' });
  expect(asked).toEqual(['the task', expect.stringMatching(/use tabs\n\nand a licence/), expect.stringContaining('at last')]);
});

test('an answer that is no review is asked for once more', async () => {
  const { agent, events } = session('review');
  const good = '```json\n{"verdict":"approve","summary":"Fine"}\n```';
  const { conversation, asked } = talking({ turns: [says('Fine.'), says(good)] });
  expect(await converse(agent, conversation, 'the task')).toMatchObject({ kind: 'done', findings: { mode: 'review', review: { verdict: 'approve' } } });
  expect(asked[1]).toContain('no ```json block');
  expect(events).toMatchObject([{ type: 'status', text: expect.stringContaining('not a review yet') }]);
  const { conversation: hopeless, asked: twice } = talking({ turns: [says('Fine.'), says('Fine!'), says(good)] });
  expect(await converse(session('plan').agent, hopeless, 'the task')).toMatchObject({ kind: 'unfinished', failure: { code: 'answer_invalid' } });
  expect(twice).toHaveLength(2);
});

test('a turn that fails ends the conversation, which is kept all the same', async () => {
  const { agent } = session();
  const failure = failed('agent_failed', 'overloaded');
  const { conversation, ended } = talking({ turns: [failure] });
  expect(await converse(agent, conversation, 'the task')).toEqual({ kind: 'unfinished', failure, session: { bytes: new Uint8Array([7]) } });
  expect(ended()).toBe(1);
});
