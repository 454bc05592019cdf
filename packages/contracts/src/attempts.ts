import { z } from 'zod';
import { Provider } from './agent-work.ts';
import { JsonObject } from './ids.ts';

/** The provider `recipe` takes a recipe, and the others none. */
export const RecipeChoice = z.strictObject({ name: z.string().trim().min(1).max(80), options: JsonObject.default({}) });
export const ModelName = z.string().trim().min(1).max(200);
export const recipeMisfit = 'name a recipe for the provider "recipe", and none for another';

export function recipeFits(choice: { provider?: Provider | undefined; recipe?: unknown }): boolean {
  return (choice.provider === 'recipe') === (choice.recipe !== undefined);
}

/** One of several that do the same work at once. */
const Attempt = z.strictObject({ provider: Provider, recipe: RecipeChoice.optional(), model: ModelName.optional(), label: z.string().trim().min(1).max(60).optional() }).refine(recipeFits, { path: ['recipe'], message: recipeMisfit });

export const Attempts = z.array(Attempt).min(2, 'two attempts at least').max(5, 'five attempts at most');

/** Empty: nobody. */
export const ProjectAttempts = z.union([z.array(Attempt).length(0), Attempts]).meta({ examples: [[{ provider: 'claude' }, { provider: 'codex' }]] });
export type ProjectAttempts = z.output<typeof ProjectAttempts>;
