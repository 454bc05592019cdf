import type { SecretsStatus } from '@lime/contracts';
import { exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { plural } from '../terminal/plural.ts';
import { formatTable } from '../terminal/table.ts';

export const command = defineCommand({
  usage: 'secrets status | rotate | drop-key KEY',
  about: `The master keys under which all stored secrets are sealed; only on the server's own machine. "rotate" adds
a key and brings every value of every tenant under it; what was interrupted goes on where it stood. It ends by
counting what each key still seals. "drop-key" forgets a key that seals nothing any more.`,
  positionals: [{ name: 'action', required: true }, { name: 'key', required: false }],
  options: {},
  examples: ['lime secrets status', 'lime secrets rotate', 'lime secrets drop-key 1f0c22d19a5be3f4'],
  run: async (context, { positionals: [action, key] }) => {
    if (action === 'status') return status(context);
    if (action === 'rotate') return rotate(context);
    if (action === 'drop-key' && key !== undefined) return dropKey(context, key);
    throw usageError(`unknown action ${action}`, 'It may be: status, rotate, drop-key KEY');
  },
});

async function status(context: Context): Promise<number> {
  const secrets = await context.client().readSecretsStatus();
  if (context.json) writeJson(context, secrets);
  else context.write(tableOf(secrets, context));
  return exitCodes.ok;
}

/** Fails where something is left under another key than the one that seals now. */
async function rotate(context: Context): Promise<number> {
  const report = await context.client().rotateSecrets();
  const left = report.keys.filter((key) => !key.sealsNew).reduce((sum, key) => sum + key.values, 0);
  if (context.json) writeJson(context, report);
  else {
    context.write(`${report.addedKey === null ? 'No key was added: values were still under another key than the first' : `The key ${report.addedKey} was added`}. ${plural(report.rewrapped, 'value')} re-wrapped.\n${tableOf(report, context)}`);
    if (report.unreadable > 0) context.note(`${plural(report.unreadable, 'value')} could not be opened and kept its key: set it again or delete it. See docs/secret-management.md.\n`);
  }
  return left === 0 ? exitCodes.ok : exitCodes.failed;
}

async function dropKey(context: Context, key: string): Promise<number> {
  await context.client().dropSecretKey({ id: key });
  if (context.json) writeJson(context, { id: key, dropped: true });
  else context.write(`the key ${key} is forgotten; copies of the database from before cannot be opened without it\n`);
  return exitCodes.ok;
}

function tableOf({ keys }: SecretsStatus, { paint }: Context): string {
  return formatTable(keys.map((key) => [paint.bold(key.id), plural(key.values, 'value'), key.sealsNew ? 'seals new values' : key.known ? (key.values === 0 ? 'may be dropped' : 'still needed') : 'NOT KNOWN to this server']));
}
