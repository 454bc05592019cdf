import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'recipes',
  about: 'Lists the recipes: agents that need no language model.',
  positionals: [],
  options: {},
  examples: ['lime recipes'],
  run: async (context) => {
    const recipes = (await context.client().listRecipes()).items;
    if (context.json) writeJson(context, { items: recipes });
    else context.write(formatTable(recipes.map((recipe) => [context.paint.bold(recipe.name), recipe.description || recipe.title])));
    return exitCodes.ok;
  },
});
