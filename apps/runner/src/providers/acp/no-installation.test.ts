import { expect, setDefaultTimeout, test } from 'bun:test';
import { contest } from '../../testing/contest.ts';
import { testRegistry } from '../../testing/npm-registry.ts';
import { contestants } from '../conformance/contestants.ts';

setDefaultTimeout(60_000);

const acp = contestants.find(({ provider }) => provider === 'acp');
if (!acp) throw new Error('unreachable');

test('the program installs nothing for itself, where it could', async () => {
  using registry = testRegistry('localhost');
  await using run = await contest(acp, { work: { egress: ['registries'] }, registries: registry.registries, steps: [{ use: { tool: 'shell', command: 'sleep 2; ls -a ~ ~/.config' } }, { say: 'Looked.' }] });
  const end = await run.done;
  expect(end.status).toBe('succeeded');
  expect(end.events.filter(({ type }) => type === 'egress')).toEqual([]);
  expect(registry.asked).toEqual([]);
});
