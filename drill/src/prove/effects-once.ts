import { git } from '../origin-repository.ts';
import { fileOf } from '../play-item.ts';
import type { Evidence, Proof } from './evidence.ts';

type EffectRow = { run_id: string; kind: string; status: string; attempts: number; request: { branch?: string; sha?: string } };

/** The ledger and the remote repository tell the same story, and each effect stands there once. */
export async function proveEffectsOnce(evidence: Evidence): Promise<Proof> {
  const effects: EffectRow[] = await evidence.sql`SELECT run_id::text, kind, status, attempts, request FROM effects ORDER BY id`;
  const violations = [
    ...effects.filter((effect) => !isSettled(evidence, effect)).map((effect) => `run ${effect.run_id}: ${effect.kind} is ${effect.status} in the ledger of a run that has ended`),
    ...(await compareBranches(evidence, effects)),
    ...(await compareMerges(evidence, effects)),
  ];
  const again = effects.filter((effect) => effect.attempts > 1).length;
  const of = (kind: string) => effects.filter((effect) => effect.kind === kind).length;
  return { claim: 'no effect was applied twice, or lost', seen: `${of('git.push')} pushes, ${of('git.merge')} merges, ${again} of them interrupted and reconciled`, violations };
}

/** Whoever cancels in the middle of an effect may leave it unknown, for a person to look; everybody else has it applied. */
function isSettled({ played }: Evidence, effect: EffectRow): boolean {
  const cancelled = played.some(({ item, detail }) => detail.run.id === effect.run_id && item.kind === 'cancel_late' && detail.run.status === 'cancelled');
  return effect.status === 'applied' || (cancelled && ['unknown', 'refused'].includes(effect.status));
}

/** One branch for each applied push, one commit on it, and no branch that the ledger does not know. */
async function compareBranches({ origin, played }: Evidence, effects: EffectRow[]): Promise<string[]> {
  const violations: string[] = [];
  const lines = (await git(['-C', origin.url, 'for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads/al/'])).split('\n').filter(Boolean);
  const remote = new Map(lines.map((line) => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']));
  const pushes = effects.filter((effect) => effect.kind === 'git.push');
  for (const { run_id, request, status } of pushes) {
    if (status === 'applied' && remote.get(request.branch ?? '') !== request.sha) violations.push(`run ${run_id}: the ledger says ${request.branch} is at ${request.sha}, the remote says ${remote.get(request.branch ?? '') ?? 'it is not there'}`);
  }
  const known = new Set(pushes.map((effect) => effect.request.branch));
  for (const branch of remote.keys()) {
    if (!known.has(branch)) violations.push(`${branch} is on the remote and not in the ledger`);
    const own = (await git(['-C', origin.url, 'log', '--format=%H', `--grep=^Run: ${branch.split('/').at(-1)}$`, '--no-merges', branch])).split('\n').filter(Boolean);
    if (own.length !== 1) violations.push(`${branch} holds the run's change ${own.length} times`);
  }
  for (const { item, detail } of played.filter((one) => one.item.kind !== 'cancel_late')) {
    const meant = (item.kind === 'merge' || item.kind === 'push') && detail.run.status === 'succeeded';
    if (meant !== remote.has(`al/implement/${detail.run.id}`)) violations.push(`item ${item.number} (${item.kind}, ${detail.run.status}): its branch is ${meant ? 'missing' : 'there, though nobody approved it'}`);
  }
  return violations;
}

/** One merge commit on main for each merged run, nothing else on main, and every merged file there. */
async function compareMerges({ origin, played }: Evidence, effects: EffectRow[]): Promise<string[]> {
  const violations: string[] = [];
  const bodies = (await git(['-C', origin.url, 'log', '--first-parent', '--format=%B%x00', `${origin.baseSha}..main`])).split('\0').map((body) => body.trim()).filter(Boolean);
  const files = new Set((await git(['-C', origin.url, 'ls-tree', '-r', '--name-only', 'main', 'drill/'])).split('\n').filter(Boolean));
  const merged = played.filter(({ item, detail }) => item.kind === 'merge' && detail.run.status === 'succeeded');
  for (const { item, detail } of merged) {
    const commits = bodies.filter((body) => body.split('\n').includes(`Run: ${detail.run.id}`)).length;
    if (commits !== 1) violations.push(`item ${item.number}: main has ${commits} merge commits of run ${detail.run.id}`);
    if (!files.has(fileOf(item))) violations.push(`item ${item.number}: ${fileOf(item)} is not on main`);
  }
  if (bodies.length !== merged.length) violations.push(`main has ${bodies.length} new commits for ${merged.length} merged runs`);
  if (files.size !== merged.length) violations.push(`main has ${files.size} files of work items for ${merged.length} merged runs`);
  if (effects.filter((effect) => effect.kind === 'git.merge').length !== merged.length) violations.push('the ledger and the runs do not agree about the merges');
  return violations;
}
