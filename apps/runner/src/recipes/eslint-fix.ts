import { z } from 'zod';
import { bundledConfig, bundledTool } from './bundled-tools.ts';
import { Paths } from './option-paths.ts';
import { ownOrBundled } from './own-or-bundled.ts';
import { defineRecipe } from './recipe.ts';

/** Code 1 says that problems remain which ESLint cannot fix by itself. */
const DONE_OR_PROBLEMS_LEFT = [0, 1];

export const eslintFix = defineRecipe({
  name: 'eslint-fix',
  title: 'ESLint fixes',
  description: "Applies ESLint's automatic fixes: by the repository's own ESLint and rules where they are installed, else by a small set of safe rules.",
  options: z.strictObject({ paths: Paths }),
  plan: ({ paths }) => ({
    needsTools: true,
    steps: [{
      title: 'eslint --fix',
      argv: ownOrBundled({
        bin: 'eslint',
        ownWords: ['--fix', '--'],
        bundledWords: ['node', bundledTool('eslint', 'bin/eslint.js'), '--config', bundledConfig('eslint.config.mjs'), '--fix', '--'],
        args: paths,
      }),
      okExitCodes: DONE_OR_PROBLEMS_LEFT,
    }],
  }),
});
