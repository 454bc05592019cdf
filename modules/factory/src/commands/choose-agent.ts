import { refuse } from '@lime/kernel';
import type { JsonObject, Provider } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { checkModel } from '@lime/gateway';
import { knownProviders, knownRecipes } from '@lime/runs';
import type { FactoryContext } from '../context.ts';
import type { Origin } from './resolve-origin.ts';

/** Who does the work. */
export type AgentChoice = { provider: Provider; recipe: { name: string; options: JsonObject } | null; model: string | null };

/** Who was named for a stage of a chain. */
export type AgentsOfStages = Partial<Record<'implement' | 'review' | 'bugfix', Asked | undefined>>;

type Asked = { provider?: Provider | undefined; recipe?: AgentChoice['recipe'] | undefined; model?: string | null | undefined };

/** Who was asked for; where nobody was, whoever did the run that this one starts from. Refuses with 422 what cannot be had: a recipe that no runner knows, a provider that none has, a model that no upstream serves. */
export async function chooseAgent({ models }: Pick<FactoryContext, 'models'>, tx: TenantRead, asked: Asked, origin: Origin | null): Promise<AgentChoice> {
  const inherited = asked.provider === undefined && asked.recipe === undefined ? origin?.input : undefined;
  const provider = asked.provider ?? inherited?.provider ?? 'recipe';
  const recipe = asked.recipe ?? inherited?.recipe ?? null;
  if (recipe) await requireRecipe(tx, recipe.name);
  await requireProvider(tx, provider);
  const model = checkModel(models, provider, asked.model ?? inherited?.model ?? null);
  if (model.kind === 'unavailable') refuse({ status: 422, code: 'model_unavailable', title: 'The model cannot be had', detail: model.detail, details: { fields: [{ path: 'model', message: 'not available' }] } });
  // Frozen into the run: another default tomorrow does not change what it does.
  return { provider, recipe, model: model.model };
}

/** While there is no runner yet, the first one will tell. */
async function requireProvider(tx: TenantRead, provider: Provider): Promise<void> {
  const providers = await knownProviders(tx);
  if (providers === null || providers.includes(provider)) return;
  refuse({ status: 422, code: 'provider_unavailable', title: 'No runner has this provider', detail: `None of your runners has the provider "${provider}"; they have: ${providers.join(', ')}. On the machine of a runner: npx lime provider add ${provider}`, details: { fields: [{ path: 'provider', message: 'not installed on any runner' }] } });
}

/** While there is no runner yet, the first one will tell. */
async function requireRecipe(tx: TenantRead, name: string): Promise<void> {
  const names = (await knownRecipes(tx)).map((recipe) => recipe.name);
  if (names.length === 0 || names.includes(name)) return;
  refuse({ status: 422, code: 'recipe_unknown', title: 'No such recipe', detail: `There is no recipe called "${name}". There are: ${names.join(', ')}.`, details: { fields: [{ path: 'recipe.name', message: 'unknown recipe' }] } });
}
