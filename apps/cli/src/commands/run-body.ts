import { AgentMode, Json, JsonObject, MergePolicy, Provider, type StartRunBody } from '@lime/contracts';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CliError, usageError } from '../cli-error.ts';
import { oneOf } from './one-of.ts';
import { readCents } from './read-cents.ts';

type RunOptions = {
  repo: string | undefined;
  ref: string | undefined;
  recipe: string | undefined;
  option: string[];
  options: string | undefined;
  mode: string | undefined;
  provider: string | undefined;
  setup: string | undefined;
  check: string[];
  'max-cost': string | undefined;
  merge: string | undefined;
  description: string | undefined;
};

/** What `lime run` asks of the server. Throws a usage error for what cannot be meant. */
export function readRunBody(options: RunOptions, title: string, cwd: string): StartRunBody {
  if (!options.repo) throw usageError('--repo is missing', 'Say which repository, for example --repo .');
  if (!options.recipe) throw usageError('--recipe is missing', '"lime recipes" lists what there is.');
  return {
    title: title.trim(),
    repository: { url: resolveRepository(options.repo, cwd), ref: options.ref ?? null },
    recipe: { name: options.recipe, options: readRecipeOptions(options.option, options.options) },
    setup: options.setup ?? null,
    checks: options.check.length > 0 ? options.check : null,
    maxCostCents: options['max-cost'] === undefined ? null : readCents('--max-cost', options['max-cost']),
    ...(options.mode !== undefined && { mode: oneOf('--mode', AgentMode, options.mode) }),
    ...(options.provider !== undefined && { provider: oneOf('--provider', Provider, options.provider) }),
    ...(options.merge !== undefined && { merge: oneOf('--merge', MergePolicy, options.merge) }),
    ...(options.description !== undefined && { description: options.description }),
  };
}

/** Folders become absolute, as the runner works elsewhere; URLs and `user@host:path` stay. */
function resolveRepository(repo: string, cwd: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(repo) || /^[^/\s]+@[^/\s]+:/.test(repo)) return repo;
  const path = repo === '~' || repo.startsWith('~/') ? join(homedir(), repo.slice(1)) : resolve(cwd, repo);
  if (existsSync(path)) return path;
  throw new CliError({ message: `there is no folder ${path}`, hint: `If it is on the runner's machine and not on this one, write file://${path}`, code: 'no_such_folder' });
}

function readRecipeOptions(pairs: string[], json: string | undefined): JsonObject {
  const options = json === undefined ? {} : readObject(json);
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw usageError(`--option ${pair} is not KEY=VALUE`);
    options[pair.slice(0, at)] = readValue(pair.slice(at + 1));
  }
  return options;
}

function readObject(text: string): JsonObject {
  try {
    return JsonObject.parse(JSON.parse(text));
  } catch {
    throw usageError('--options is not a JSON object', `For example --options '{"dryRun": true}'`);
  }
}

function readValue(text: string): Json {
  try {
    return Json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}
