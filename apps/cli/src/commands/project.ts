import { readPages } from '@lime/client';
import { GatePolicy, MergePolicy, type Project, type UpdateProjectBody } from '@lime/contracts';
import { z } from 'zod';
import { exitCodes, usageError } from '../cli-error.ts';
import { findProject } from '../client/find-project.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import type { Values } from '../option-specs.ts';
import { plural } from '../terminal/plural.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';
import { readAttempt } from './run-body.ts';
import { requiredBy } from './required.ts';

const required = requiredBy('project');

const options = {
  merge: { type: 'string', value: 'HOW', help: 'what an approval does besides pushing the branch: none, ff, commit or pull_request' },
  approvals: { type: 'string', value: 'N', help: 'how many people must approve, 1 to 10' },
  roles: { type: 'string', value: 'A,B', help: 'only people with one of these roles may approve ("" for everybody who may decide)' },
  'follow-ups': { type: 'string', value: 'N', help: 'how many runs the reviews and failed checks of one pull request may start, 0 to 10' },
  'follow-comments': { type: 'string', value: 'yes|no', help: 'whether a remark on a pull request may start one, as a review that asks for changes does' },
  chain: { type: 'string', value: 'STAGES', help: 'what runs go through before people are asked, unless they say otherwise: implement,review,bugfix ("" for none)' },
  'max-rounds': { type: 'string', value: 'N', help: 'how often the review of a chain may send the work back, 1 to 4' },
  attempt: { type: 'string', multiple: true, value: 'WHO', help: 'who does the same work side by side for "lime run --attempts", two to five times: claude, codex:MODEL, recipe:NAME; "none" for nobody' },
  'allowed-paths': { type: 'string', value: 'A,B', help: 'the only files that runs may change, as globs from the root of the repository: src/**,docs ("" for all)' },
  egress: { type: 'string', value: 'A,B', help: 'what agents may reach while they work: hosts such as example.org, *.example.org or example.org:8443, or the preset "registries" ("" for nothing)' },
  name: { type: 'string', value: 'NAME', help: 'another name' },
  archived: { type: 'boolean', help: 'list: those that were put away' },
  confirm: { type: 'string', value: 'NAME', help: 'delete: the name of the project, in which case it goes for good, with its tickets' },
  'author-may-approve': { type: 'string', value: 'yes|no', help: 'whether who asked for the work may approve it' },
} as const;

export const command = defineCommand({
  usage: 'project [list | show KEY | create KEY NAME [options] | set KEY options | archive KEY | restore KEY | delete KEY --confirm NAME]',
  about: `Lists projects, makes one, or changes what is done with approved work, who may approve, and what agents
may reach. What is not named stays as it is. It counts for runs that start from then on. One that is archived takes no new
tickets and runs, and can be restored.`,
  positionals: [{ name: 'action', required: false }, { name: 'key', required: false }, { name: 'name', required: false }],
  options,
  examples: ['lime project', 'lime project create SHOP "The shop"', 'lime project set SHOP --merge ff --approvals 2 --roles owner,admin --author-may-approve no'],
  run: async (context, { values, positionals: [action = 'list', key, name] }) => {
    if (action === 'list') await list(context, values.archived);
    else if (action === 'show') tell(context, await findProject(context.client(), required(key, 'show KEY')));
    else if (action === 'archive' || action === 'restore') await putAway(context, required(key, `${action} KEY`), action === 'archive');
    else if (action === 'delete') await remove(context, required(key, 'delete KEY --confirm NAME'), required(values.confirm, 'delete KEY --confirm NAME'));
    else if (action === 'create') await create(context, required(key, 'create KEY NAME'), required(name, 'create KEY NAME'), values);
    else if (action === 'set') await set(context, required(key, 'set KEY --merge HOW'), values);
    else throw usageError(`unknown action ${action}`, 'It may be: list, show KEY, create KEY NAME, set KEY, archive KEY, restore KEY, delete KEY');
    return exitCodes.ok;
  },
});

async function putAway(context: Context, key: string, away: boolean): Promise<void> {
  const client = context.client();
  const { id } = await findProject(client, key, { archived: !away });
  const changed = await (away ? client.archiveProject({ id }) : client.unarchiveProject({ id }));
  if (context.json) writeJson(context, changed);
  else context.write(`${changed.key} is ${away ? `put away; bring it back with: lime project restore ${changed.key}` : 'back'}\n`);
}

async function remove(context: Context, key: string, confirm: string): Promise<void> {
  const client = context.client();
  const away = await readPages((cursor) => client.listProjects({ query: { cursor, limit: 200, archived: true } }));
  const { id } = away.find((project) => project.key.toLowerCase() === key.toLowerCase()) ?? (await findProject(client, key));
  await client.deleteProject({ id, query: { confirm } });
  if (context.json) writeJson(context, { deleted: id });
  else context.write(`${key} is deleted\n`);
}

async function list(context: Context, archived: boolean): Promise<void> {
  const projects = await readPages((cursor) => context.client().listProjects({ query: { cursor, limit: 200, ...(archived && { archived }) } }));
  if (context.json) writeJson(context, { items: projects });
  else context.write(formatTable(projects.map((project) => projectRow(context, project))));
}

async function create(context: Context, key: string, name: string, values: Values<typeof options>): Promise<void> {
  const settings = readSettings(values);
  const project = await context.client().createProject({ body: { key, name } });
  await change(context, project, settings);
}

async function set(context: Context, key: string, values: Values<typeof options>): Promise<void> {
  const settings = readSettings(values);
  if (Object.keys({ ...settings.gate, ...settings.project }).length === 0) throw usageError('nothing to set', 'Name what should change, for example --merge ff');
  await change(context, await findProject(context.client(), key), settings);
}

type Settings = { project: z.input<typeof UpdateProjectBody>; gate: Partial<GatePolicy> };

function readSettings(values: Values<typeof options>): Settings {
  const { name, merge, approvals, roles, egress, 'author-may-approve': author, 'follow-ups': followUps, 'follow-comments': followComments, chain, 'max-rounds': maxRounds, attempt, 'allowed-paths': allowedPaths } = values;
  if (maxRounds !== undefined && !/^[1-4]$/.test(maxRounds)) throw usageError('--max-rounds is no number from 1 to 4');
  if (followUps !== undefined && !/^(10|[0-9])$/.test(followUps)) throw usageError(`--follow-ups ${followUps} is not a whole number from 0 to 10`);
  if (approvals !== undefined && !GatePolicy.shape.approvals.safeParse(Number(approvals)).success) throw usageError(`--approvals ${approvals} is not a whole number from 1 to 10`);
  return {
    project: { ...(name !== undefined && { name }), ...(merge !== undefined && { merge: oneOf('--merge', MergePolicy, merge) }), ...(egress !== undefined && { egress: listed(egress) }), ...(followUps !== undefined && { followUps: Number(followUps) }), ...(chain !== undefined && { chain }), ...(maxRounds !== undefined && { maxRounds: Number(maxRounds) }),
      ...(followComments !== undefined && { followComments: oneOf('--follow-comments', z.enum(['yes', 'no']), followComments) === 'yes' }),
      ...(attempt.length > 0 && { attempts: attempt[0] === 'none' ? [] : attempt.map((text) => readAttempt(text, {})) }),
      ...(allowedPaths !== undefined && { allowedPaths: listed(allowedPaths) }),
    },
    gate: {
      ...(approvals !== undefined && { approvals: Number(approvals) }),
      ...(roles !== undefined && { roles: listed(roles) }),
      ...(author !== undefined && { authorMayApprove: oneOf('--author-may-approve', z.enum(['yes', 'no']), author) === 'yes' }),
    },
  };
}

function listed(text: string): string[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '');
}

/** The server takes a gate policy as a whole: what was not named is what the project has. */
async function change(context: Context, project: Project, { project: fields, gate }: Settings): Promise<void> {
  const body = { ...fields, ...(Object.keys(gate).length > 0 && { gatePolicy: { ...project.gatePolicy, ...gate } }) };
  const changed = Object.keys(body).length === 0 ? project : await context.client().updateProject({ id: project.id, body });
  tell(context, changed);
}

function tell(context: Context, project: Project): void {
  if (context.json) writeJson(context, project);
  else context.write(formatTable([projectRow(context, project)]));
}

function projectRow({ paint }: Context, { key, name, merge, gatePolicy, egress, followUps, followComments, chain, maxRounds, attempts, allowedPaths }: Project): string[] {
  const by = gatePolicy.roles.length === 0 ? '' : ` by ${printableLine(gatePolicy.roles.join(' or '))}`;
  const author = gatePolicy.authorMayApprove ? 'who asked may approve' : 'not by who asked';
  return [paint.bold(key), printableLine(name), `merge ${merge}`, `${plural(gatePolicy.approvals, 'approval')}${by}, ${author}`, ...(followUps === 0 ? [] : [`${plural(followUps, 'follow-up')} of a pull request${followComments ? ', by remarks too' : ''}`]), ...(chain.length === 0 ? [] : [`${chain.join(' → ')}, ${plural(maxRounds, 'round')} at most`]), ...(attempts.length === 0 ? [] : [`attempts by ${attempts.map(({ label, provider }) => printableLine(label ?? provider)).join(', ')}`]), ...(allowedPaths.length === 0 ? [] : [`changes only ${printableLine(allowedPaths.join(', '), 120)}`]), ...(egress.length === 0 ? [] : [`agents reach ${printableLine(egress.join(', '), 120)}`])];
}
