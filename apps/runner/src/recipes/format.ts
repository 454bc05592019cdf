import { z } from 'zod';
import { bundledTool } from './bundled-tools.ts';
import { Paths } from './option-paths.ts';
import { ownOrBundled } from './own-or-bundled.ts';
import { defineRecipe } from './recipe.ts';

const PRETTIER_WORDS = ['--write', '--ignore-unknown', '--log-level=warn', '--'];
const BIOME_CONFIGS = ['biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc'];

export const format = defineRecipe({
  name: 'format',
  title: 'Format',
  description: "Formats the code: by the repository's own Biome or Prettier where it has one, else by Prettier with its usual style.",
  options: z.strictObject({ paths: Paths, tool: z.enum(['auto', 'prettier', 'biome']).default('auto') }),
  plan: async ({ paths, tool }, repository) => {
    const configured = await Promise.all(BIOME_CONFIGS.map((file) => repository.hasFile(file)));
    const biome = tool === 'biome' || (tool === 'auto' && configured.includes(true));
    if (biome) return { steps: [{ title: 'biome format', argv: ['node_modules/.bin/biome', 'format', '--write', '--no-errors-on-unmatched', ...paths] }] };
    const bundledWords = ['node', bundledTool('prettier', 'bin/prettier.cjs'), ...PRETTIER_WORDS];
    return { needsTools: true, steps: [{ title: 'prettier --write', argv: ownOrBundled({ bin: 'prettier', ownWords: PRETTIER_WORDS, bundledWords, args: paths }) }] };
  },
});
