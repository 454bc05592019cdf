import { exitCodes } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson } from '../context.ts';

export const command = defineCommand({
  usage: 'sign-in',
  about: 'Prints a fresh link that signs a browser in. It works once.',
  positionals: [],
  options: {},
  examples: ['lime sign-in', 'xdg-open "$(lime sign-in)"'],
  run: async (context) => {
    const link = await context.client().createSignInLink();
    if (context.json) writeJson(context, link);
    else context.write(`${link.url}\n`);
    if (!context.json && context.isTerminal) context.note(`works once, until ${new Date(link.expiresAt).toLocaleTimeString()}\n`);
    return exitCodes.ok;
  },
});
