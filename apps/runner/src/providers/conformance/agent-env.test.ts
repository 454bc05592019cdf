import { expect, setDefaultTimeout, test } from 'bun:test';
import { contest } from '../../testing/contest.ts';
import { contestants } from './contestants.ts';

setDefaultTimeout(60_000);
const agentEnv = { vars: [{ key: 'NPM_TOKEN', value: 'known to agents alone', isSecret: true }], problem: null };
const withModels = contestants.filter(({ model }) => model !== null).map((contestant) => [contestant.provider, contestant] as const);

test.each(withModels)('%s: its commands find what was set for agents, which is masked; and its conversation is not kept', async (_, contestant) => {
  await using run = await contest(contestant, { agentEnv, steps: [{ use: { tool: 'shell', command: 'echo "token $NPM_TOKEN"; echo new > a.txt' } }, { say: 'It is known to agents alone.' }] });
  const end = await run.done;
  const told = JSON.stringify([end.events, end.output, end.artifacts]);
  expect([end.status, told.includes('token ***'), told.includes('known to agents alone'), 'session' in end.artifacts]).toEqual(['succeeded', true, false, false]);
});
