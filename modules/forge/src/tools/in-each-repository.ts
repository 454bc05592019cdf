import { z } from 'zod';
import { type Failure, type Json, JsonObject, RepositoryFolder } from '@lime/contracts';
import type { Tool, ToolOutcome } from '@lime/runs';
import { invalidInput } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';

/** Beside the main repository's members, what a step says of several: those that the run names, and what came of the step before. */
const Several = z.object({
  folder: RepositoryFolder,
  /** As the run names them. */
  others: z.array(z.looseObject({ folder: RepositoryFolder })).min(1),
  /** By folder, what the step before has made of each that it dealt with; it adds to what the run says, and says which are dealt with. */
  repositories: z.array(z.looseObject({ folder: RepositoryFolder })),
});

type One = { folder: string; input: JsonObject };

/**
 * The tool for several repositories, done for each in turn, each with effects of its own. One that fails keeps none of the
 * others from being done; the step then fails, telling of each, and a repetition finds done what was done.
 */
export function inEachRepository(deps: ForgeDeps, tool: Tool): Tool {
  return async (call) => {
    const several = Several.safeParse(call.input);
    if (!isSeveral(call.input)) return tool(call);
    if (!several.success) return invalidInput(several.error);
    const ends: { folder: string; outcome: ToolOutcome }[] = [];
    for (const { folder, input } of eachOf(several.data, call.input)) ends.push({ folder, outcome: await tool({ ...call, input }) });
    const done = ends.flatMap(({ folder, outcome }) => (outcome.kind === 'done' ? [{ folder, outcome }] : []));
    const commit = async (tx: Parameters<NonNullable<(typeof done)[number]['outcome']['commit']>>[0]) => {
      for (const { outcome } of done) await outcome.commit?.(tx);
    };
    if (done.length < ends.length) {
      // What was done stays on record, whatever becomes of the rest.
      await deps.forge.db.tenant(call.tenantId, commit);
      return ends.some(({ outcome }) => outcome.kind === 'effect_unknown') ? { kind: 'effect_unknown' } : tellOf(ends);
    }
    const made = done.flatMap(({ folder, outcome: { output } }) => (isObject(output) ? [{ ...output, folder }] : []));
    return { kind: 'done', output: { ...made[0], repositories: made }, commit };
  };
}

function isSeveral({ others }: JsonObject): boolean {
  return Array.isArray(others) && others.length > 0;
}

/** The tool's input for each repository; the address and what opens it are the run's word alone. */
function eachOf({ folder, others, repositories }: z.output<typeof Several>, main: JsonObject): One[] {
  const folders = repositories.map((before) => before.folder);
  return repositories.flatMap((before) => {
    const named = before.folder === folder ? {} : others.find((other) => other.folder === before.folder);
    const own = named && { url: main['url'] ?? null, repositoryId: main['repositoryId'] ?? null, ref: main['ref'] ?? null, ...(before.folder !== folder && { repositoryId: null }), ...named };
    return own ? [{ folder: before.folder, input: JsonObject.parse({ ...main, ...before, ...own, others: [], repositories: null, folder: before.folder, folders }) }] : [];
  });
}

function tellOf(ends: readonly { folder: string; outcome: ToolOutcome }[]): ToolOutcome {
  const failures = ends.flatMap(({ folder, outcome }) => (outcome.kind === 'failed' ? [{ folder, ...outcome }] : []));
  const done = ends.filter(({ outcome }) => outcome.kind === 'done').map(({ folder }) => folder);
  const told = failures.map(({ folder, error }) => `${folder}: ${error.message}`).join('\n');
  const error: Failure = { code: failures[0]?.error.code ?? 'unknown', message: `${told}${done.length > 0 ? `\nDone in ${done.join(', ')}.` : ''}` };
  return { kind: 'failed', error, retryable: failures.some(({ retryable }) => retryable) };
}

function isObject(output: Json): output is JsonObject {
  return output !== null && typeof output === 'object' && !Array.isArray(output);
}
