import type { JsonObject } from '@lime/contracts';
import type { AgentSession } from '../providers/provider.ts';
import { bundledToolMounts } from '../recipes/bundled-tools.ts';
import type { RecipePlan, RecipeStep } from '../recipes/recipe.ts';
import { findRecipe } from '../recipes/recipes.ts';
import { viewRepository } from '../setup/repository-view.ts';
import { failed, type Failed } from './failed.ts';
import { commandFailed, runCommand } from './run-command.ts';
import type { Workbench } from './workbench.ts';

/** What the recipe means to do here, before anything runs. */
export async function planRecipe({ tree }: Workbench, { name, options }: { name: string; options: JsonObject }): Promise<{ ok: true; plan: RecipePlan } | Failed> {
  const found = findRecipe(name);
  if (!found.ok) return failed('recipe_unknown', found.message);
  const planned = await found.recipe.plan(options, viewRepository(tree));
  return planned.ok ? planned : failed('recipe_failed', planned.message);
}

/** Runs the recipe's commands, which get their network from `reach`; the first that does not end as it should fails the step. */
export async function runRecipe({ bench, installed, reach }: Pick<AgentSession, 'bench' | 'installed' | 'reach'>, plan: RecipePlan): Promise<{ ok: true } | Failed> {
  const tools = plan.needsTools ? bundledToolMounts() : [];
  // A package manager keeps books inside node_modules: with the read-only one in its way it would fail.
  const dependencies = plan.changesDependencies ? [] : installed.readOnly;
  for (const recipeStep of plan.steps) {
    const run = await runRecipeStep(bench, recipeStep, { installed: { ...installed, readOnly: [...dependencies, ...tools] }, reach });
    if (!run.ok) return run;
  }
  return { ok: true };
}

async function runRecipeStep(bench: Workbench, { title, argv, network = 'project', okExitCodes = [0] }: RecipeStep, { installed, reach }: Pick<AgentSession, 'installed' | 'reach'>): Promise<{ ok: true } | Failed> {
  const run = await runCommand(bench, { name: 'recipe', title, argv, network: network === 'project' ? reach : network }, installed);
  if (!run.ok) return run;
  if (run.end.kind === 'exited' && okExitCodes.includes(run.end.exitCode)) return { ok: true };
  return commandFailed(bench, 'recipe_failed', title, run.end);
}
