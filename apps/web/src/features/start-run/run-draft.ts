import { AgentMode, Provider, type StartAttemptsBody, type StartRunBody } from '@lime/contracts';
import { z } from 'zod';
import { OptionsDraft, readOptions } from './recipe-options.ts';
import { readRunOptions, RunOptions, usualOptions } from './run-options.ts';

/** Who shall do the work, as typed. */
const AgentDraft = z.object({ provider: Provider, model: z.string(), recipe: z.string(), options: OptionsDraft });
export type AgentDraft = z.infer<typeof AgentDraft>;

/** What stands in the form, as typed. */
export const RunDraft = z.object({
  url: z.string(),
  ref: z.string(),
  mode: AgentMode,
  /** More than one: attempts side by side. */
  agents: z.array(AgentDraft).min(1),
  implementAfter: z.boolean(),
  options: RunOptions,
});
export type RunDraft = z.infer<typeof RunDraft>;

export const emptyAgent: AgentDraft = { provider: 'recipe', model: '', recipe: '', options: { as: 'fields', rows: [{ key: '', value: '' }] } };
export const emptyDraft: RunDraft = { url: '', ref: '', mode: 'implement', agents: [emptyAgent], implementAfter: false, options: usualOptions };

/** As many as the server takes. */
export const mostAttempts = 5;

/** Whether the work may be done by several side by side: only changes can be compared. */
export function takesAttempts(mode: AgentMode): boolean {
  return mode === 'implement' || mode === 'bugfix';
}

/** The provider of all that will work; `any` when they are several. */
export function soleProvider({ mode, agents }: RunDraft): Provider | 'any' {
  const [first, ...others] = new Set((takesAttempts(mode) ? agents : agents.slice(0, 1)).map(({ provider }) => provider));
  return first === undefined || others.length > 0 ? 'any' : first;
}

/** What to send: one run, or attempts. */
export type StartRequest = { kind: 'run'; body: StartRunBody } | { kind: 'attempts'; body: StartAttemptsBody };
export type ReadDraft = { ok: true; request: StartRequest } | { ok: false; errors: Record<string, string> };

/** The request that a draft asks for, or what is wrong with it by field path; a run's agent is `attempts.0`. */
export function readDraft(draft: RunDraft, ticketId: string): ReadDraft {
  const errors: Record<string, string> = {};
  if (draft.url.trim() === '') errors['repository.url'] = 'Say which repository to work on';
  const options = readRunOptions(draft.options, draft.mode, errors);
  const agents = takesAttempts(draft.mode) ? draft.agents : draft.agents.slice(0, 1);
  const choices = agents.map((agent, index) => readAgent(agent, `attempts.${index}`, errors));
  const [first] = choices;
  if (Object.keys(errors).length > 0 || first === undefined) return { ok: false, errors };
  const work = { ticketId, repository: { url: draft.url.trim(), ref: draft.ref.trim() || null }, ...options };
  if (choices.length > 1 && (draft.mode === 'implement' || draft.mode === 'bugfix')) return { ok: true, request: { kind: 'attempts', body: { ...work, mode: draft.mode, attempts: choices } } };
  return { ok: true, request: { kind: 'run', body: { ...work, ...first, mode: draft.mode, implementAfter: draft.mode === 'plan' && draft.implementAfter } } };
}

type Attempt = NonNullable<StartAttemptsBody['attempts']>[number];

function readAgent(agent: AgentDraft, path: string, errors: Record<string, string>): Attempt {
  if (agent.provider !== 'recipe') return { provider: agent.provider, ...(agent.model.trim() === '' ? {} : { model: agent.model.trim() }) };
  const options = readOptions(agent.options);
  if (agent.recipe === '') errors[`${path}.recipe.name`] = 'Choose what shall be done';
  if (options === null) errors[`${path}.recipe.options`] = 'This is not a JSON object';
  return { provider: 'recipe', recipe: { name: agent.recipe, options: options ?? {} } };
}

/** What is wrong by field path, with the agent of a single run named as the first of several is. */
export function asAttempts(errors: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([path, message]) => [/^(provider|model|recipe)\b/.test(path) ? `attempts.0.${path}` : path, message]));
}
