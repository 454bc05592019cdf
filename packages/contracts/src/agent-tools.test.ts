import { expect, test } from 'bun:test';
import { type AgentTool, toolsIn } from './agent-tools.ts';
import type { AgentMode, Provider } from './agent-work.ts';
import { defaultAgentTools } from './entities/index.ts';
import { explainUnfitTools } from './explain-unfit-tools.ts';
import { StartRunBody } from './start-run.ts';

test('every word for a tool is taken, and no other', () => {
  expect(defaultAgentTools.create.parse({ provider: 'any', allowedTools: ['read', 'edit', 'bash', 'grep'] }).allowedTools).toEqual(['read', 'edit', 'bash', 'grep']);
  expect(StartRunBody.parse({ title: 'x', provider: 'claude', tools: ['shell'] }).tools).toEqual(['bash']);
  expect(StartRunBody.safeParse({ title: 'x', provider: 'claude', tools: ['fetch'] }).error?.issues[0]?.path).toEqual(['tools', 0]);
});

test.each<[AgentTool[], AgentTool[]]>([
  [['read'], ['read']], [['grep'], ['grep']], [['edit'], ['read', 'edit']], [['bash'], ['read', 'grep', 'bash']],
  [['grep', 'edit'], ['read', 'grep', 'edit']], [['bash', 'edit'], ['read', 'grep', 'edit', 'bash']], [[], []],
])('who may use %p can do %p', (tools, able) => {
  expect(toolsIn(tools)).toEqual(able);
  expect(toolsIn(able)).toEqual(able);
});

test.each<[Provider, AgentMode, AgentTool[] | null, string | null]>([
  ['claude', 'implement', [], 'can do nothing'], ['claude', 'plan', ['grep'], null], ['acp', 'implement', ['read'], null],
  ['codex', 'implement', null, null], ['codex', 'implement', ['bash'], null], ['codex', 'implement', ['read', 'grep', 'edit'], 'without "bash"'],
  ['codex', 'review', ['read', 'grep'], null], ['codex', 'plan', ['read'], 'without "grep"'], ['codex', 'bugfix', ['edit'], 'without "grep" and "bash"'],
])('%s in mode %s with %p', (provider, mode, tools, why) => {
  expect(explainUnfitTools(provider, mode, tools)).toEqual(why === null ? null : expect.stringContaining(why));
});
