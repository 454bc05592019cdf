import { AgentMode, AgentTool, type JsonObject, MergePolicy, type ProjectAttempts, Provider, type StartAttemptsBody, type StartRunBody } from '@lime/contracts';
import type { z } from 'zod';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CliError, usageError } from '../cli-error.ts';
import { oneOf } from './one-of.ts';
import { readCents } from './read-cents.ts';
import { readRecipeOptions } from './recipe-options.ts';
import type { RunOptions } from './run-options.ts';

/** What `lime run` asks of the server. Throws a usage error for what cannot be meant. */
export function readRunBody(options: RunOptions, title: string | undefined): StartRunBody {
  const { provider, recipe, mode } = options;
  const from = originOf(options);
  const wanted = readWanted(options, title);
  if (!from && recipe === undefined && (provider ?? 'recipe') === 'recipe') throw usageError('--recipe is missing', '"lime recipes" lists what there is; or say --provider claude, codex or acp.');
  return {
    ...wanted,
    ...(recipe !== undefined && { recipe: { name: recipe, options: readRecipeOptions(options.option, options.options) } }),
    ...(mode !== undefined && { mode: oneOf('--mode', AgentMode, mode) }),
    ...(provider !== undefined && { provider: oneOf('--provider', Provider, provider) }),
    ...(options.model !== undefined && { model: options.model }),
    ...(options['implement-after'] && { implementAfter: true }),
  };
}

/** What `lime run --attempt A --attempt B` asks for. */
export function readAttemptsBody(options: RunOptions, title: string | undefined): StartAttemptsBody {
  const clash = (['recipe', 'provider', 'model'] as const).find((name) => options[name] !== undefined);
  if (clash) throw usageError(`--${clash} and --attempt exclude each other`, 'Each attempt names who does it: --attempt claude --attempt codex:MODEL --attempt recipe:NAME');
  if (options.attempts && options.attempt.length > 0) throw usageError('--attempt and --attempts exclude each other', '--attempts takes those of the project.');
  if (!options.attempts && options.attempt.length < 2) throw usageError('one attempt is no choice', 'Give --attempt twice to five times.');
  const mode = options.mode === undefined ? {} : { mode: oneOf('--mode', AgentMode.extract(['implement', 'bugfix']), options.mode) };
  const recipeOptions = readRecipeOptions(options.option, options.options);
  return { ...readWanted(options, title), ...mode, ...(!options.attempts && { attempts: options.attempt.map((text) => readAttempt(text, recipeOptions)) }) };
}

/** `claude`, `codex:MODEL`, `recipe:NAME`. */
export function readAttempt(text: string, recipeOptions: JsonObject, option = '--attempt'): z.input<typeof ProjectAttempts>[number] {
  const [name = '', ...rest] = text.split(':');
  const provider = oneOf(option, Provider, name);
  const which = rest.join(':');
  if (provider !== 'recipe') return { provider, label: text, ...(which !== '' && { model: which }) };
  if (which === '') throw usageError(`${option} ${text} names no recipe`, 'Write recipe:NAME; "lime recipes" lists what there is.');
  return { provider, label: text, recipe: { name: which, options: recipeOptions } };
}

function readWanted(options: RunOptions, title: string | undefined) {
  const from = originOf(options);
  if (options.ref !== undefined && options.repo.length + options.repository.length !== 1) throw usageError('--ref of which repository?', 'Say one --repo or --repository as well.');
  if (!title?.trim() && !from && options.ticket === undefined) throw usageError('the title is missing', 'Say what is wanted: lime run … "TITLE", or on which ticket: --ticket AL-12');
  return {
    ...(title?.trim() && { title: title.trim() }),
    ...readChain(options),
    ...(from && { from }),
    setup: options.setup ?? null,
    checks: options.check.length > 0 ? options.check : null,
    maxCostCents: options['max-cost'] === undefined ? null : readCents('--max-cost', options['max-cost']),
    labels: options.label,
    ...(options.tool.length > 0 && { tools: options.tool.map((tool) => oneOf('--tool', AgentTool, tool === 'shell' ? 'bash' : tool)) }),
    ...((options.egress.length > 0 || options['no-egress']) && { egress: options['no-egress'] ? [] : options.egress }),
    ...(options.force && { force: true }),
    ...(options.merge !== undefined && { merge: oneOf('--merge', MergePolicy, options.merge) }),
    ...(options.description !== undefined && { description: options.description }),
  };
}

function originOf({ continue: continued, review }: Pick<RunOptions, 'continue' | 'review'>): StartRunBody['from'] {
  if (continued !== undefined && review !== undefined) throw usageError('--continue and --review exclude each other');
  if (continued !== undefined) return { runId: continued, as: 'continuation' };
  return review === undefined ? undefined : { runId: review, as: 'review' };
}

/** What `--repo` and `--repository` name, the latter as `find` knows them; without either the project's own is worked on. */
export async function readRepositories(options: RunOptions, cwd: string, find: (name: string) => Promise<{ id: string }>): Promise<Pick<StartRunBody, 'repository' | 'repositories'>> {
  const { repo, repository, ref } = options;
  const where = [];
  for (const url of repo) where.push({ url: resolveRepository(url, cwd), ref: ref ?? null });
  for (const name of repository) where.push({ repositoryId: (await find(name)).id, ref: ref ?? null });
  const [first] = where;
  return first === undefined ? {} : where.length === 1 ? { repository: first } : { repositories: where };
}

/** What the chain's options say: its stages, how often it may go round, and who does what. */
function readChain(options: RunOptions): Pick<StartRunBody, 'chain' | 'maxRounds' | 'stages'> {
  const rounds = options['max-rounds'];
  if (rounds !== undefined && !/^[1-4]$/.test(rounds)) throw usageError('--max-rounds is no number from 1 to 4');
  const recipeOptions = readRecipeOptions(options.option, options.options);
  const stages = Object.fromEntries(options.stage.map((text) => {
    const [stage = '', ...who] = text.split('=');
    const { provider, recipe, model } = readAttempt(who.join('='), recipeOptions, '--stage');
    return [oneOf('--stage', AgentMode.extract(['implement', 'review', 'bugfix']), stage), { provider, ...(recipe && { recipe }), ...(model !== undefined && { model }) }];
  }));
  return { ...(options.chain !== undefined && { chain: options.chain }), ...(rounds !== undefined && { maxRounds: Number(rounds) }), ...(options.stage.length > 0 && { stages }) };
}

/** Folders become absolute, as the runner works elsewhere; URLs and `user@host:path` stay. */
function resolveRepository(repo: string, cwd: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(repo) || /^[^/\s]+@[^/\s]+:/.test(repo)) return repo;
  const path = repo === '~' || repo.startsWith('~/') ? join(homedir(), repo.slice(1)) : resolve(cwd, repo);
  if (existsSync(path)) return path;
  throw new CliError({ message: `there is no folder ${path}`, hint: `If it is on the runner's machine and not on this one, write file://${path}`, code: 'no_such_folder' });
}
