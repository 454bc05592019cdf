import { z } from 'zod';
import { defineRecipe } from './recipe.ts';

export const command = defineRecipe({
  name: 'command',
  title: 'Command',
  description: 'Runs any shell command in the repository. It reaches what the project allows, and else has no network.',
  options: z.strictObject({ command: z.string().trim().min(1).max(50_000) }),
  plan: ({ command: line }) => ({ steps: [{ title: line.split('\n')[0] ?? line, argv: ['sh', '-c', line] }] }),
});
