import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { RunEventBody } from '@lime/contracts';
import { sha256Hex } from '@lime/kernel';
import { contest, waitFor } from '../../testing/contest.ts';
import { answerIn } from './answer-in.ts';
import { checkTranscript } from './check-transcript.ts';
import { contestants } from './contestants.ts';

/** What becomes of the work of a model: it is talked to, goes on with its work, and may be away, broke or wrong. */
// Programs of several hundred megabytes start here, on a machine that may be busy.
setDefaultTimeout(60_000);

const shell = (command: string) => ({ tool: 'shell' as const, command });
const isToolStart = (event: RunEventBody) => event.type === 'tool' && event.phase === 'start';

describe.each(contestants.filter(({ model }) => model !== null).map((contestant) => [contestant.provider, contestant] as const))('%s', (_, contestant) => {
  test('gives up on a model that stays away, and says so', async () => {
    await using run = await contest(contestant, { steps: [{ use: shell(`echo part > part.txt; ${waitFor('go')}`) }, { say: 'Never said.' }] });
    await run.told(isToolStart);
    const away = run.gateway.goDown();
    await run.release('go');
    const end = await run.done;
    expect(end).toMatchObject({ status: 'failed', code: 'agent_failed', message: expect.stringContaining('No upstream has answered') });
    expect(end.artifacts['partial_diff']).toContain('+part\n');
    // The gateway tries each of them several times itself.
    expect(away.asked).toBeLessThanOrEqual(6);
    checkTranscript(end.events);
  });

  test('hears a person in the middle of its work', async () => {
    await using run = await contest(contestant, {
      steps: [{ use: shell(waitFor('go')) }, { say: 'I am done.' }],
      rules: [{ name: 'told', when: { prompt: 'Add a licence' }, steps: [{ use: shell('echo MIT > LICENSE') }, { say: 'With a licence.' }] }],
    });
    await run.told(isToolStart);
    run.say('Add a licence, please.');
    await run.told((event) => event.type === 'message' && event.text === 'Message passed to the agent.');
    await run.release('go');
    const end = await run.done;
    expect(end).toMatchObject({ status: 'succeeded' });
    expect(end.artifacts['diff']).toContain('+MIT\n');
    checkTranscript(end.events);
  });

  test('keeps what it has done when its budget is spent', async () => {
    await using run = await contest(contestant, { steps: [{ use: shell(`echo part > part.txt; ${waitFor('go')}`) }, { say: 'Never said.' }] });
    await run.told(isToolStart);
    run.gateway.spendBudget();
    await run.release('go');
    const end = await run.done;
    expect(end).toMatchObject({ status: 'failed', code: 'cost_limit_reached', message: expect.stringContaining('What it had changed is kept.') });
    expect(end.artifacts['partial_diff']).toContain('+part\n');
    checkTranscript(end.events);
  });

  test('does not say that anything is kept when it had changed nothing', async () => {
    await using run = await contest(contestant, { steps: [{ use: shell(`echo x > /tmp/go; ${waitFor('go')}; rm go`) }, { say: 'Never said.' }] });
    await run.told(isToolStart);
    run.gateway.spendBudget();
    await run.release('go');
    const end = await run.done;
    expect(end).toMatchObject({ status: 'failed', code: 'cost_limit_reached', message: expect.stringMatching(/may spend\. It had changed nothing\.$/) });
    expect(end.artifacts).not.toHaveProperty('partial_diff');
  });

  test('says what the model answered when that is an error', async () => {
    await using run = await contest(contestant, { steps: [], rules: [{ when: { prompt: 'nobody says this' }, steps: [{ say: 'No.' }] }] });
    const end = await run.done;
    expect(end).toMatchObject({ status: 'failed', code: 'agent_failed', message: expect.stringContaining('no rule of the script fits') });
    checkTranscript(end.events);
  });

  test('goes on with the conversation and the change of an earlier run', async () => {
    await using first = await contest(contestant, { steps: [{ use: shell('echo new > a.txt') }, { say: 'The code word is heliotrope.' }] });
    const { artifacts } = await first.done;
    const [session = new Uint8Array(), patch = new Uint8Array()] = [artifacts['session'], artifacts['diff']].map((text) => new TextEncoder().encode(text));
    expect(session.byteLength > 0).toBe(contestant.remembers);
    const named = (bytes: Uint8Array) => ({ sha256: sha256Hex(bytes), size: bytes.byteLength });
    const from = { as: 'continuation' as const, runId: '1', patch: named(patch), digest: 'The code word is digested.', said: null };
    const go = { steps: [], rules: [{ when: { prompt: 'Write on' }, steps: [{ use: shell('cat a.txt > b.txt') }, { say: 'On it.' }] }], content: [session, patch] };
    await using second = await contest(contestant, { ...go, work: { title: 'Write on', from: { ...from, session: contestant.remembers ? { ...named(session), provider: contestant.provider } : null } } });
    const end = await second.done;
    expect(end.status).toBe('succeeded');
    expect(end.artifacts['diff']).toContain('b/b.txt\n@@ -0,0 +1 @@\n+new\n');
    const request = JSON.stringify(second.gateway.requests.at(-1)?.body);
    expect([request.includes('heliotrope'), request.includes('digested')]).toEqual([contestant.remembers, !contestant.remembers]);
    if (!contestant.remembers) return;
    await using third = await contest(contestant, { ...go, work: { title: 'Write on', from: { ...from, session: null } } });
    expect((await third.done).status).toBe('succeeded');
    expect(JSON.stringify(third.gateway.requests[0]?.body)).toContain('digested');
  });

  // That it is asked at all stands where its answers do; how often is nothing that a provider knows.
  if (contestant.provider !== 'claude') return;

  test('is asked but once more for an answer in the right form, then fails', async () => {
    const again = (say: string) => [{ when: { prompt: 'could not be read' }, steps: [{ say }] }];
    await using hopeless = await contest(contestant, { work: { mode: 'review' }, steps: [{ say: 'Looks good to me.' }], rules: again(answerIn({ verdict: 'perhaps' })) });
    expect(await hopeless.done).toMatchObject({ status: 'failed', code: 'answer_invalid', message: expect.stringContaining('verdict') });
  });
});
