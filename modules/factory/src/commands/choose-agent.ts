import { refuse } from '@lime/kernel';
import type { JsonObject, Provider } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { knownRecipes } from '@lime/runs';
import type { Origin } from './resolve-origin.ts';

/** Who does the work. */
export type AgentChoice = { provider: Provider; recipe: { name: string; options: JsonObject } | null; model: string | null };

type Asked = { provider?: Provider | undefined; recipe?: AgentChoice['recipe'] | undefined; model?: string | undefined };

/** Who was asked for; where nobody was, whoever did the run that this one starts from. Refuses a recipe that no runner knows with 422. */
export async function chooseAgent(tx: TenantRead, asked: Asked, origin: Origin | null): Promise<AgentChoice> {
  const inherited = asked.provider === undefined && asked.recipe === undefined ? origin?.input : undefined;
  const provider = asked.provider ?? inherited?.provider ?? 'recipe';
  const recipe = asked.recipe ?? inherited?.recipe ?? null;
  if (recipe) await requireRecipe(tx, recipe.name);
  return { provider, recipe, model: asked.model ?? inherited?.model ?? null };
}

/** While there is no runner yet, the first one will tell. */
async function requireRecipe(tx: TenantRead, name: string): Promise<void> {
  const names = (await knownRecipes(tx)).map((recipe) => recipe.name);
  if (names.length === 0 || names.includes(name)) return;
  refuse({ status: 422, code: 'recipe_unknown', title: 'No such recipe', detail: `There is no recipe called "${name}". There are: ${names.join(', ')}.`, details: { fields: [{ path: 'recipe.name', message: 'unknown recipe' }] } });
}
