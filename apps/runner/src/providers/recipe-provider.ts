import { planContent } from '../results/plan-content.ts';
import { reviewContent } from '../results/review-content.ts';
import type { RecipePlan } from '../recipes/recipe.ts';
import { failed, type Failed } from '../work/failed.ts';
import { inEach, placesOf } from '../work/places.ts';
import { planRecipe, runRecipe } from '../work/run-recipe.ts';
import { takePlacesDiff } from '../work/ready-places.ts';
import type { AgentEnd, AgentProvider, AgentSession, Findings } from './provider.ts';

/** Recipes: agents without a language model, followed in each repository. In plan and review mode they say what they would change. */
export const recipeProvider: AgentProvider = {
  name: 'recipe',
  missing: async () => null,
  prepare: async (bench) => {
    const { recipe } = bench.step.assignment.work;
    if (recipe === null) return failed('recipe_unknown', 'The work names no recipe.');
    const planned = await inEach(placesOf(bench), (place) => planRecipe(place.bench, recipe));
    if (!planned.ok) return planned;
    const plans = planned.results.map(({ plan }) => plan);
    return { ok: true, agent: { label: recipe.name, changesDependencies: plans.some((plan) => plan.changesDependencies), work: (session) => followRecipe(session, recipe.name, plans) } };
  },
};

async function followRecipe(session: AgentSession, name: string, plans: readonly RecipePlan[]): Promise<AgentEnd> {
  session.inbox.close();
  for (const [index, { bench, installed }] of session.places.entries()) {
    const plan = plans[index];
    const done = plan && (await runRecipe({ bench, installed, reach: session.reach }, plan));
    if (done?.ok === false) return unfinished(done);
  }
  const findings = await findingsOf(session, name);
  return findings !== null && 'ok' in findings ? unfinished(findings) : { kind: 'done', answer: '', findings, session: null };
}

function unfinished(failure: Failed): AgentEnd {
  return { kind: 'unfinished', failure, session: null };
}

async function findingsOf({ bench, places, patch }: AgentSession, name: string): Promise<Findings | Failed | null> {
  const { mode, title } = bench.step.assignment.work;
  if (mode !== 'plan' && mode !== 'review') return null;
  const taken = await takePlacesDiff(places);
  if (!taken.ok) return taken;
  if (mode === 'plan') return { mode, plan: planContent(name, title, taken.diff.stats) };
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { mode, review: reviewContent(name, text(taken.diff.patch), taken.diff.stats, patch === null ? '' : text(patch)) };
}
