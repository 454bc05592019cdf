import { astGrep } from './ast-grep.ts';
import { bumpDependency } from './bump-dependency.ts';
import { command } from './command.ts';
import { eslintFix } from './eslint-fix.ts';
import { format } from './format.ts';
import { jscodeshift } from './jscodeshift.ts';
import type { Recipe } from './recipe.ts';

/** All recipes, in the order in which people see them. */
export const recipes: readonly Recipe[] = [astGrep, jscodeshift, eslintFix, format, bumpDependency, command];

/** The recipe of that name; an unknown name is answered with those there are. */
export function findRecipe(name: string): { ok: true; recipe: Recipe } | { ok: false; message: string } {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (recipe !== undefined) return { ok: true, recipe };
  return { ok: false, message: `There is no recipe «${name}». There are: ${recipes.map((candidate) => candidate.name).join(', ')}.` };
}
