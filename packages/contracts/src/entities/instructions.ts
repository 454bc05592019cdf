import { z } from 'zod';
import { AgentTool, AgentToolWord } from '../agent-tools.ts';
import { AgentMode, Provider } from '../agent-work.ts';
import { defineEntity } from '../entity.ts';
import { Id } from '../ids.ts';
import { PathGlob } from '../path-glob.ts';

const Text = z.string().trim().min(1).max(20_000).meta({ title: 'Text', description: 'Markdown, for the agent to read', examples: ['Write tests first. Never touch `migrations/`.'] });
const Enabled = z.boolean().default(true).meta({ title: 'Enabled' });
/** Recipes do what they always do: nobody tells them anything. */
const AnyProvider = z.enum(['any', ...Provider.exclude(['recipe']).options]).meta({ title: 'Agent', description: 'Which agents it is for' });

/** From the widest to the narrowest: the order in which an agent reads them. */
export const InstructionScope = z.enum(['tenant', 'project', 'repository', 'ticket']);
export type InstructionScope = z.infer<typeof InstructionScope>;

export const customInstructions = defineEntity({
  name: 'custom-instructions',
  one: 'instruction',
  title: 'Instructions',
  about: 'What agents are told besides their ticket: by the organisation, then the project, the repository and the ticket itself. Where two contradict each other, the narrower one counts, and within a scope the one with the lower priority.',
  fields: {
    scopeType: InstructionScope.meta({ title: 'Scope', description: 'What it is about' }),
    scopeId: Id.nullable().default(null).meta({ title: 'Of', description: 'The project, repository or ticket; empty for the whole organisation' }),
    mode: z.enum(['any', ...AgentMode.options]).default('any').meta({ title: 'Mode', description: 'Only for runs of this mode' }),
    contentMd: Text,
    priority: z.int().min(1).max(10_000).default(100).meta({ title: 'Priority', description: 'Lower is stronger: it is read last, and counts' }),
    allowedPaths: z.array(PathGlob).max(100).default([]).meta({ title: 'Allowed paths', description: 'Globs such as `src/**`: a change to any other file is refused. One that begins with `!` takes files out. Empty: no limit of its own', examples: [['src/**', '!src/generated/**']] }),
    enabled: Enabled,
  },
  fixed: ['scopeType', 'scopeId'],
  extra: { allowedPaths: z.array(z.string()) },
  filters: ['scopeType', 'scopeId', 'mode', 'enabled'],
});

export const defaultAgentInstructions = defineEntity({
  name: 'default-agent-instructions',
  one: 'default instruction',
  title: 'Default instructions',
  about: 'What every run of an agent begins with, before any other instruction.',
  fields: { provider: AnyProvider, contentMd: Text, enabled: Enabled },
  fixed: ['provider'],
  extra: {},
  filters: ['provider', 'enabled'],
});

export const defaultAgentTools = defineEntity({
  name: 'default-agent-tools',
  one: 'list of tools',
  title: 'Tools of agents',
  about: 'What agents may do at most. A run may narrow it and never widen it.',
  fields: {
    provider: AnyProvider,
    allowedTools: z.array(AgentToolWord).min(1).max(AgentTool.options.length).meta({ title: 'Allowed tools', description: 'read: read files; grep: search in them; edit: change them, and read; bash: run commands, and so read and search', examples: [['read', 'edit', 'bash', 'grep']] }),
    enabled: Enabled,
  },
  fixed: ['provider'],
  extra: {},
  filters: ['provider', 'enabled'],
});
