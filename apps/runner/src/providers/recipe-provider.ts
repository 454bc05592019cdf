import { planContent } from '../results/plan-content.ts';
import { reviewContent } from '../results/review-content.ts';
import type { RecipePlan } from '../recipes/recipe.ts';
import { failed, type Failed } from '../work/failed.ts';
import { planRecipe, runRecipe } from '../work/run-recipe.ts';
import { takeDiff } from '../work/take-diff.ts';
import type { AgentEnd, AgentProvider, AgentSession, Findings } from './provider.ts';

/** Recipes: agents without a language model. In plan and review mode they say what they would change. */
export const recipeProvider: AgentProvider = {
  name: 'recipe',
  missing: async () => null,
  prepare: async (bench) => {
    const { recipe } = bench.step.assignment.work;
    if (recipe === null) return failed('recipe_unknown', 'The work names no recipe.');
    const planned = await planRecipe(bench, recipe);
    if (!planned.ok) return planned;
    const { plan } = planned;
    return { ok: true, agent: { label: recipe.name, changesDependencies: plan.changesDependencies, work: (session) => followRecipe(session, recipe.name, plan) } };
  },
};

async function followRecipe(session: AgentSession, name: string, plan: RecipePlan): Promise<AgentEnd> {
  session.inbox.close();
  const done = await runRecipe(session, plan);
  if (!done.ok) return unfinished(done);
  const findings = await findingsOf(session, name);
  return findings !== null && 'ok' in findings ? unfinished(findings) : { kind: 'done', answer: '', findings, session: null };
}

function unfinished(failure: Failed): AgentEnd {
  return { kind: 'unfinished', failure, session: null };
}

async function findingsOf({ bench, where }: AgentSession, name: string): Promise<Findings | Failed | null> {
  const { mode, title } = bench.step.assignment.work;
  if (mode !== 'plan' && mode !== 'review') return null;
  const diff = await takeDiff(bench, where);
  if (!diff.ok) return diff;
  if (mode === 'plan') return { mode, plan: planContent(name, title, diff.stats) };
  return { mode, review: reviewContent(name, new TextDecoder().decode(diff.patch), diff.stats) };
}
