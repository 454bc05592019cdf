import type { JsonObject } from '@lime/contracts';
import { bundledToolMounts } from '../recipes/bundled-tools.ts';
import type { RecipePlan, RecipeStep } from '../recipes/recipe.ts';
import { findRecipe } from '../recipes/recipes.ts';
import { viewRepository } from '../setup/repository-view.ts';
import { failed, type Failed } from './failed.ts';
import { commandFailed, runCommand, type Installed } from './run-command.ts';
import type { Workbench } from './workbench.ts';

/** What the recipe means to do here, before anything runs. */
export async function planRecipe({ tree }: Workbench, { name, options }: { name: string; options: JsonObject }): Promise<{ ok: true; plan: RecipePlan } | Failed> {
  const found = findRecipe(name);
  if (!found.ok) return failed('recipe_unknown', found.message);
  const planned = await found.recipe.plan(options, viewRepository(tree));
  return planned.ok ? planned : failed('recipe_failed', planned.message);
}

/** Runs the recipe's commands; the first that does not end as it should fails the step. */
export async function runRecipe(bench: Workbench, plan: RecipePlan, installed: Installed): Promise<{ ok: true } | Failed> {
  const tools = plan.needsTools ? bundledToolMounts() : [];
  // A package manager keeps books inside node_modules: with the read-only one in its way it would fail.
  const dependencies = plan.changesDependencies ? [] : installed.readOnly;
  for (const recipeStep of plan.steps) {
    const run = await runRecipeStep(bench, recipeStep, { ...installed, readOnly: [...dependencies, ...tools] });
    if (!run.ok) return run;
  }
  return { ok: true };
}

async function runRecipeStep(bench: Workbench, { title, argv, network = 'none', okExitCodes = [0] }: RecipeStep, installed: Installed): Promise<{ ok: true } | Failed> {
  const run = await runCommand(bench, { name: 'recipe', title, argv, network }, installed);
  if (!run.ok) return run;
  if (run.end.kind === 'exited' && okExitCodes.includes(run.end.exitCode)) return { ok: true };
  return commandFailed(bench, 'recipe_failed', title, run.end);
}
