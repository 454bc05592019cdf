import { DeploymentStatus, deploymentTargets, type DeploymentView } from '@lime/contracts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import type { Client } from '../client/client.ts';
import { findProject } from '../client/find-project.ts';
import { defineCommand } from '../command.ts';
import { writeJson, type Context } from '../context.ts';
import { followToEnd, hasEnded, isAtGate } from '../follow/follow-to-end.ts';
import { reportOutcome } from '../follow/report-outcome.ts';
import type { Values } from '../option-specs.ts';
import { formatAge } from '../terminal/format.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { oneOf } from './one-of.ts';

const options = {
  ref: { type: 'string', value: 'NAME', help: 'the branch or tag (default: the default branch)' },
  sha: { type: 'string', value: 'ID', help: 'the commit, by its full id' },
  run: { type: 'string', value: 'RUN', help: 'what this run has pushed' },
  rollback: { type: 'boolean', help: 'what was deployed before the present commit' },
  note: { type: 'string', value: 'TEXT', help: 'why; shown to whoever approves it' },
  project: { type: 'string', value: 'KEY', help: 'whose target it is, where several have one of this name' },
  list: { type: 'boolean', help: 'list deployments instead, the newest first' },
  status: { type: 'string', value: 'STATUS', help: '--list: only such as failed or waiting_approval' },
  detach: { type: 'boolean', help: 'do not wait for what comes of it' },
} as const;

export const command = defineCommand({
  usage: 'deploy TARGET [--ref NAME | --sha ID | --run RUN | --rollback] [--note TEXT] | deploy --list [TARGET]',
  about: `Deploys to a target, which goes by its name or id: what would be applied is rendered, asked of the before_deploy
hooks, and waits for "lime approve"; "lime artifacts RUN" shows it. Then it is applied, once. Targets are made with
"lime deployment-targets create", their variables set with "lime env set target:ID NAME".`,
  positionals: [{ name: 'target', required: false }],
  options,
  examples: ['lime deploy production', 'lime deploy staging --ref release-2 --note "for the demo"', 'lime deploy production --rollback --note "slower than before"', 'lime deploy --list production'],
  run: async (context, { values, positionals: [name] }) => {
    if (values.list) return list(context, name, values);
    if (!name) throw usageError('the target is missing', 'Write it as: lime deploy TARGET');
    const deployment = await begin(context, await findTarget(context.client(), name, values.project), values);
    if (values.detach) {
      if (context.json) writeJson(context, deployment);
      else context.write(`deployment ${deployment.id} is run ${deployment.runId}\n`);
      return exitCodes.ok;
    }
    return reportOutcome(context, await followToEnd(context, { runId: deployment.runId, after: 0, until: (run) => hasEnded(run) || isAtGate(run) }));
  },
});

function begin(context: Context, id: string, { ref, sha, run, rollback, note }: Values<typeof options>): Promise<DeploymentView> {
  const noted = note === undefined ? {} : { note };
  if (!rollback) return context.client().deploy({ id, body: { ...noted, ...(ref !== undefined && { ref }), ...(sha !== undefined && { sha }), ...(run !== undefined && { runId: run }) } });
  if ([ref, sha, run].some((one) => one !== undefined)) throw usageError('--rollback goes without --ref, --sha and --run');
  return context.client().rollBack({ id, body: noted });
}

async function findTarget(client: Client, name: string, project: string | undefined): Promise<string> {
  const query = { limit: 200, ...(project !== undefined && { projectId: (await findProject(client, project)).id }) };
  const all = (await client.keep(deploymentTargets).list({ query })).items;
  const found = all.filter((one) => one.name.toLowerCase() === name.toLowerCase() || one.id === name);
  const [target] = found;
  if (target && found.length === 1) return target.id;
  const hint = found.length > 1 ? `Say whose with --project, or give its id: ${found.map(({ id }) => id).join(', ')}` : `There are: ${all.map((one) => one.name).join(', ') || 'none yet; make one with: lime deployment-targets create'}`;
  throw new CliError({ message: found.length > 1 ? `several projects have a target ${name}` : `there is no target ${name}`, hint, code: 'not_found' });
}

async function list(context: Context, name: string | undefined, { project, status }: Values<typeof options>): Promise<number> {
  const client = context.client();
  const targetId = name === undefined ? undefined : await findTarget(client, name, project);
  const projectId = project === undefined ? undefined : (await findProject(client, project)).id;
  const page = await client.listDeployments({ query: { ...(targetId !== undefined && { targetId }), ...(projectId !== undefined && { projectId }), ...(status !== undefined && { status: oneOf('--status', DeploymentStatus, status) }) } });
  if (context.json) writeJson(context, page);
  else context.write(page.items.length > 0 ? formatTable(page.items.map((one) => rowOf(context, one))) : 'No deployments.\n');
  return exitCodes.ok;
}

const good: readonly string[] = ['succeeded', 'rendered'];
const bad: readonly string[] = ['failed', 'refused', 'unknown'];

function rowOf({ paint }: Context, one: DeploymentView): string[] {
  const shown = one.status.replaceAll('_', ' ');
  const status = good.includes(one.status) ? paint.green(shown) : bad.includes(one.status) ? paint.red(shown) : shown;
  const why = one.error === null ? one.note : one.error.message;
  return [one.id, paint.bold(printableLine(one.target)), status, `${one.sha?.slice(0, 12) ?? ''} ${printableLine(one.ref ?? '')}`.trim(), `run ${one.runId}`, printableLine(one.requestedByName ?? ''), paint.dim(formatAge(one.createdAt)), printableLine(why, 80)];
}
