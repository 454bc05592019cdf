import type { RunEventBody } from '@lime/contracts';
import type { SandboxResult } from '@lime/sandbox';
import { bundledToolMounts } from './bundled-tools.ts';
import { findRecipe } from './recipes.ts';
import type { RecipePlan, RecipeStep } from './recipe.ts';
import type { SandboxExec } from '../sandbox-exec.ts';
import type { RepositoryView } from '../setup/repository-view.ts';

export type RecipeRun = {
  readonly name: string;
  readonly options: unknown;
  readonly repository: RepositoryView;
  readonly exec: SandboxExec;
  readonly emit: (event: RunEventBody) => void | Promise<void>;
};

export type RecipeOutcome =
  /** `changesDependencies`: set-up has to run again before the checks. */
  | { readonly ok: true; readonly changesDependencies: boolean }
  | { readonly ok: false; readonly code: 'unknown_recipe' | 'invalid_options' | 'recipe_failed' | 'sandbox_unavailable' | 'cancelled'; readonly message: string };

const SHOWN_OUTPUT_CHARS = 2_000;

/** Runs a recipe's steps one after another; the first that fails ends it. */
export async function runRecipe({ name, options, repository, exec, emit }: RecipeRun): Promise<RecipeOutcome> {
  const found = findRecipe(name);
  if (!found.ok) return { ok: false, code: 'unknown_recipe', message: found.message };
  const planned = await found.recipe.plan(options, repository);
  if (!planned.ok) return { ok: false, code: 'invalid_options', message: planned.message };
  for (const step of planned.plan.steps) {
    const failed = await runStep(step, planned.plan, exec, emit);
    if (failed !== null) return failed;
  }
  return { ok: true, changesDependencies: planned.plan.changesDependencies };
}

async function runStep(step: RecipeStep, plan: RecipePlan, exec: SandboxExec, emit: RecipeRun['emit']): Promise<RecipeOutcome | null> {
  await emit({ type: 'tool', name: 'recipe', phase: 'start', text: step.title });
  const result = await exec({
    argv: step.argv,
    readOnly: plan.needsTools ? bundledToolMounts() : [],
    network: step.network ?? 'none',
    onOutput: ({ text }) => void emit({ type: 'tool', name: 'recipe', phase: 'output', text }),
  });
  if (result.kind === 'unavailable') return { ok: false, code: 'sandbox_unavailable', message: result.reason };
  const exitCode = result.kind === 'exited' ? result.exitCode : null;
  await emit({ type: 'tool', name: 'recipe', phase: 'end', text: describeEnd(result), exitCode, durationMs: result.durationMs });
  if (result.kind === 'cancelled') return { ok: false, code: 'cancelled', message: 'Cancelled.' };
  if (exitCode !== null && (step.okExitCodes ?? [0]).includes(exitCode)) return null;
  const said = `${result.stdout}\n${result.stderr}`.trim().slice(-SHOWN_OUTPUT_CHARS);
  return { ok: false, code: 'recipe_failed', message: `«${step.title}» ${describeEnd(result)}.${said === '' ? '' : ` It said:\n${said}`}` };
}

function describeEnd(result: Exclude<SandboxResult, { kind: 'unavailable' }>): string {
  if (result.kind === 'exited') return `ended with exit code ${result.exitCode}`;
  return { timed_out: 'took too long', out_of_memory: 'ran out of memory', disk_full: 'wrote more than the disk limit allows', cancelled: 'was cancelled' }[result.kind];
}
