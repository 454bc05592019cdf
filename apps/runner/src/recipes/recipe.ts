import type { z } from 'zod';
import type { RepositoryView } from '../setup/repository-view.ts';

/** One command of a recipe. It runs in the workspace, inside the sandbox. */
export type RecipeStep = {
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
  /** Exit codes that count as done; default 0 alone. */
  readonly okExitCodes?: readonly number[];
  /** `registries`: the package registries can be reached while it runs. Default: what the project lets agents reach. */
  readonly network?: 'project' | 'registries';
};

export type RecipePlan = {
  readonly steps: readonly RecipeStep[];
  /** Whether our own tools (`bundledToolMounts`) must be visible in the sandbox. */
  readonly needsTools: boolean;
  /** Whether the dependencies are others afterwards, so that set-up has to run again before the checks. */
  readonly changesDependencies: boolean;
};

export type PlanOutcome = { readonly ok: true; readonly plan: RecipePlan } | { readonly ok: false; readonly message: string };

/** A recipe only describes what to run; the runner runs it and gates it on the repository's own checks. */
export type Recipe = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly options: z.ZodObject;
  readonly plan: (options: unknown, repository: RepositoryView) => Promise<PlanOutcome>;
};

type RecipeDefinition<Options extends z.ZodObject> = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly options: Options;
  readonly plan: (options: z.output<Options>, repository: RepositoryView) => PlannedSteps | Promise<PlannedSteps | { readonly refused: string }>;
};

type PlannedSteps = { readonly steps: readonly RecipeStep[]; readonly needsTools?: boolean; readonly changesDependencies?: boolean };

/** Wraps a recipe so that its options are checked before it plans. */
export function defineRecipe<Options extends z.ZodObject>({ plan, ...about }: RecipeDefinition<Options>): Recipe {
  return {
    ...about,
    plan: async (input, repository) => {
      const options = about.options.safeParse(input);
      if (!options.success) return { ok: false, message: explainOptions(about.name, options.error) };
      const planned = await plan(options.data, repository);
      if ('refused' in planned) return { ok: false, message: planned.refused };
      return { ok: true, plan: { steps: planned.steps, needsTools: planned.needsTools ?? false, changesDependencies: planned.changesDependencies ?? false } };
    },
  };
}

function explainOptions(name: string, error: z.ZodError): string {
  const issues = error.issues.map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`));
  return `The options of the recipe ${name} are not right. ${issues.join('; ')}.`;
}
