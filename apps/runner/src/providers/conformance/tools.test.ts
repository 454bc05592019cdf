import { expect, setDefaultTimeout, test } from 'bun:test';
import type { AgentTool, RunEventBody } from '@lime/contracts';
import { z } from 'zod';
import { contest } from '../../testing/contest.ts';
import { contestants } from './contestants.ts';

// Programs of several hundred megabytes start here, on a machine that may be busy.
setDefaultTimeout(150_000);

/** What each provider calls what a tool stands for, with one use of each. */
const programs: Record<'claude' | 'acp', Record<AgentTool, Record<string, Record<string, string>>>> = {
  claude: {
    read: { Read: { file_path: '/workspace/a.txt' } },
    grep: { Grep: { pattern: 'old', path: '/workspace' }, Glob: { pattern: '*' } },
    edit: { Edit: { file_path: '/workspace/a.txt', old_string: 'old', new_string: 'new' }, Write: { file_path: '/workspace/b.txt', content: 'new' } },
    bash: { Bash: { command: 'cat a.txt', description: 'x' } },
  },
  acp: {
    read: { read: { filePath: '/workspace/a.txt' } },
    grep: { grep: { pattern: 'old', path: '/workspace' }, glob: { pattern: '*' } },
    edit: { edit: { filePath: '/workspace/a.txt', oldString: 'old', newString: 'new' }, write: { filePath: '/workspace/b.txt', content: 'new' } },
    bash: { bash: { command: 'cat a.txt', description: 'x' } },
  },
};

const Offered = z.object({ tools: z.array(z.object({ name: z.string() })) });
const denied = (events: RunEventBody[]) => events.filter((event) => event.type === 'tool' && event.phase === 'end' && event.text.startsWith('denied')).length;

test.each<['claude' | 'acp', AgentTool[], AgentTool[]]>([
  ['claude', ['read'], ['read']], ['claude', ['grep'], ['grep']], ['claude', ['read', 'edit'], ['read', 'edit']], ['claude', ['bash'], ['read', 'grep', 'bash']],
  ['acp', ['read'], ['read']], ['acp', ['grep'], ['grep']], ['acp', ['bash'], ['read', 'grep', 'bash']],
])('%s with the tools %p is offered what they are, and denied everything else', async (provider, tools, able) => {
  const contestant = contestants.find((one) => one.provider === provider);
  if (!contestant) throw new Error('no such contestant');
  const names = (which: (tool: AgentTool) => boolean) => Object.entries(programs[provider]).flatMap(([tool, uses]) => (which(tool as AgentTool) ? Object.entries(uses) : []));
  const others = names((tool) => !able.includes(tool));
  await using run = await contest(contestant, { work: { tools, limits: { memoryMb: 2048, maxProcesses: 512, diskMb: 4096, timeoutSeconds: 120 } }, steps: [...others.map(([name, input]) => ({ use: { call: { name, input } } })), { say: 'Done.' }] });
  const end = await run.done;
  expect(end).toMatchObject({ status: 'succeeded', output: { changed: false } });
  const offered = run.gateway.requests.map(({ body }) => Offered.safeParse(body).data?.tools.map(({ name }) => name) ?? []).find((list) => list.length > 0) ?? [];
  expect(offered).toEqual(expect.arrayContaining(names((tool) => able.includes(tool)).map(([name]) => name)));
  for (const [name] of others) expect(offered).not.toContain(name);
  expect(denied(end.events)).toBe(others.length);
});

test('codex, which has its shell alone, is refused before it starts where that would be too much', async () => {
  const contestant = contestants.find((one) => one.provider === 'codex');
  if (!contestant) throw new Error('no such contestant');
  await using run = await contest(contestant, { work: { tools: ['read', 'edit'] }, steps: [{ say: 'Done.' }] });
  expect(await run.done).toMatchObject({ status: 'failed', code: 'tools_unfit', message: expect.stringContaining('without "grep" and "bash"') });
  expect(run.gateway.requests).toHaveLength(0);
});
