import { z } from 'zod';
import { astGrepProgram } from './bundled-tools.ts';
import { Paths, RepositoryPath } from './option-paths.ts';
import { defineRecipe, type RecipeStep } from './recipe.ts';

const MAX_RULE_CHARS = 60_000;
/** Code 1 says that nothing matched, or that a rule of severity error did. */
const DONE_OR_NO_MATCH = [0, 1];
const NOT_OURS = ['--globs', '!**/node_modules/**'];

const Options = z
  .strictObject({
    pattern: z.string().min(1).max(MAX_RULE_CHARS).optional(),
    rewrite: z.string().max(MAX_RULE_CHARS).optional(),
    language: z.string().regex(/^[A-Za-z][A-Za-z0-9+-]*$/).optional(),
    rule: z.string().min(1).max(MAX_RULE_CHARS).optional(),
    ruleFile: RepositoryPath.optional(),
    paths: Paths,
  })
  .refine(hasOneForm, 'give either pattern, rewrite and language, or rule (YAML), or ruleFile (a path in the repository)');

function hasOneForm(options: { pattern?: unknown; rewrite?: unknown; language?: unknown; rule?: unknown; ruleFile?: unknown }): boolean {
  const given = [options.pattern, options.rewrite, options.language].filter((value) => value !== undefined).length;
  const forms = [given === 3, options.rule !== undefined, options.ruleFile !== undefined].filter(Boolean).length;
  return forms === 1 && (given === 0 || given === 3);
}

/** Finds code by its structure and rewrites it: `Math.floor($A * 100)` → `Math.round($A * 100)`. */
export const astGrep = defineRecipe({
  name: 'ast-grep',
  title: 'Structural rewrite',
  description: 'Rewrites code by its structure with ast-grep: a pattern, a rewrite and a language, or a YAML rule.',
  options: Options,
  plan: ({ pattern, rewrite, language, rule, ruleFile, paths }) => {
    const program = astGrepProgram();
    const step = (title: string, how: readonly string[]): RecipeStep => ({ title, argv: [program, ...how, '--update-all', ...NOT_OURS, ...paths], okExitCodes: DONE_OR_NO_MATCH });
    if (rule !== undefined) return { needsTools: true, steps: [step('ast-grep scan', ['scan', `--inline-rules=${rule}`])] };
    if (ruleFile !== undefined) return { needsTools: true, steps: [step('ast-grep scan', ['scan', `--rule=${ruleFile}`])] };
    return { needsTools: true, steps: [step(`ast-grep: ${pattern} → ${rewrite}`, ['run', `--pattern=${pattern}`, `--rewrite=${rewrite}`, `--lang=${language}`])] };
  },
});
