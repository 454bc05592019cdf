import { readFile } from 'node:fs/promises';
import { readPages } from '@lime/client';
import { type ConnectorView, type CreateConnectorBody, ForgeProvider } from '@lime/contracts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import type { Values } from '../option-specs.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { readValue } from '../terminal/read-value.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('connectors');

const options = {
  url: { type: 'string', value: 'URL', help: "the forge's own address, where it is not github.com, gitlab.com or bitbucket.org; with git, a repository's" },
  name: { type: 'string', value: 'NAME', help: 'what people call it' },
  username: { type: 'string', value: 'NAME', help: 'git, and Bitbucket by an app password: the user' },
  oauth: { type: 'boolean', help: 'GitHub: by saying yes there, in the browser' },
  app: { type: 'string', value: 'ID', help: 'GitHub: by an app; its private key is asked for' },
  installation: { type: 'string', value: 'ID', help: "the app's installation" },
  'ssh-key': { type: 'string', value: 'FILE', help: 'git: a private key without passphrase' },
  public: { type: 'boolean', help: 'git: nothing is needed to read it' },
} as const;

export const command = defineCommand({
  usage: 'connectors [list | add github|gitlab|bitbucket|git [options] | check ID | revoke ID]',
  about: `Connectors let this organisation's runs clone repositories, push branches and open pull requests. A token,
password or key is asked for, or piped in: it never stands in the command line. It is tried first, sealed, and never
shown again. Revoking wipes it here, and takes it back at the forge where that can be done.`,
  positionals: [{ name: 'action', required: false }, { name: 'forge or id', required: false }],
  options,
  examples: ['lime connectors add github --oauth', 'lime connectors add github < token.txt', 'lime connectors add github --app 123 --installation 456 < app.pem', 'lime connectors add git --url https://git.example.org/team/shop.git --username ada < password.txt', 'lime connectors check 3'],
  run: async (context, { values, positionals: [action = 'list', target] }) => {
    if (action === 'list') await list(context);
    else if (action === 'add') await add(context, required(target, 'add github|gitlab|bitbucket|git'), values);
    else if (action === 'check') return check(context, required(target, 'check ID'));
    else if (action === 'revoke') await revoke(context, required(target, 'revoke ID'));
    else throw usageError(`unknown action ${action}`, 'It may be: list, add, check, revoke');
    return exitCodes.ok;
  },
});

async function list(context: Context): Promise<void> {
  const items = await readPages((cursor) => context.client().listConnectors({ query: { cursor, status: 'active', limit: 200 } }));
  if (context.json) return writeJson(context, { items });
  if (items.length === 0) return context.write('No connectors. Add one with: npx lime connectors add github\n');
  context.write(formatTable(items.map((one) => rowOf(context, one))));
}

function rowOf({ paint }: Context, one: ConnectorView): string[] {
  const state = one.problem === null ? paint.green('works') : paint.red(printableLine(one.problem));
  return [one.id, `${one.provider} by ${one.auth.replaceAll('_', ' ')}`, paint.bold(printableLine(one.name)), printableLine(one.account ?? ''), state, one.checkedAt === null ? '' : `checked ${formatAge(one.checkedAt)}`];
}

async function add(context: Context, forge: string, values: Values<typeof options>): Promise<void> {
  if (forge === 'github' && values.oauth) return addByOAuth(context);
  const made = await context.client().createConnector({ body: await readBody(forge, values) });
  if (context.json) return writeJson(context, made);
  context.write(`connector ${made.id}: ${printableLine(made.name)}, as ${printableLine(made.account ?? '')}${made.scopes.length === 0 ? '' : `, may ${printableLine(made.scopes.join(', '), 300)}`}\n`);
  if (made.hostKeys !== null) context.write(`its server shows these SSH keys; compare them:\n${made.hostKeys}\n`);
  context.write(`see what it sees: npx lime repositories available ${made.id}\n`);
}

async function addByOAuth(context: Context): Promise<void> {
  const start = await context.client().startGithubOAuth();
  if (context.json) return writeJson(context, start);
  context.write(`Open this where you are signed in here, and say yes (it asks for: ${start.scopes.join(', ')}):\n${start.url}\n`);
}

async function readBody(forge: string, values: Values<typeof options>): Promise<CreateConnectorBody> {
  const { url, name, username, app, installation } = values;
  const named = name === undefined ? {} : { name };
  if (forge === 'git') return readGit(values, named);
  const provider = oneOf('the forge', ForgeProvider, forge);
  const at = url === undefined ? {} : { url };
  if (app === undefined) return { auth: 'token', provider, ...named, ...at, ...(username !== undefined && { username }), token: await readValue(`Token of ${provider}`) };
  if (provider !== 'github' || installation === undefined) throw usageError('--app goes with github and --installation', 'lime connectors add github --app ID --installation ID < key.pem');
  return { auth: 'app', provider, ...named, ...at, appId: app, installationId: installation, privateKey: await readValue('Private key of the app') };
}

async function readGit(values: Values<typeof options>, named: { name?: string }): Promise<CreateConnectorBody> {
  const { url, username, 'ssh-key': keyFile } = values;
  if (url === undefined) throw usageError('--url is missing', 'Give the address of one of its repositories.');
  if (keyFile !== undefined) return { auth: 'ssh_key', provider: 'git', ...named, url, privateKey: await readKey(keyFile) };
  if (values.public) return { auth: 'none', provider: 'git', ...named, url };
  if (username === undefined) throw usageError('how does it open?', 'Give --username and type its password, or --ssh-key FILE, or --public.');
  return { auth: 'password', provider: 'git', ...named, url, username, password: await readValue(`Password of ${username}`) };
}

function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new CliError({ message: `the key ${file} cannot be read: ${error.message}`, code: 'no_such_file' });
  });
}

async function check(context: Context, id: string): Promise<number> {
  const checked = await context.client().checkConnector({ id });
  if (context.json) writeJson(context, checked);
  else context.write(formatTable([rowOf(context, checked)]) + (checked.scopes.length === 0 ? '' : `may ${printableLine(checked.scopes.join(', '), 300)}\n`));
  return checked.problem === null ? exitCodes.ok : exitCodes.failed;
}

async function revoke(context: Context, id: string): Promise<void> {
  await context.client().revokeConnector({ id });
  if (context.json) writeJson(context, { id, revoked: true });
  else context.write(`connector ${id} is revoked; its credential is gone from here\n`);
}
