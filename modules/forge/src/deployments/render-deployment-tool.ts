import { findCommit } from '@lime/git';
import type { Tool, ToolOutcome } from '@lime/runs';
import { openScopeEnv } from '@lime/vault';
import { type DeploymentRow, findByRun, readTarget, setCommit, type TargetRow } from '../sql/deployments.ts';
import { readRepository } from '../sql/repositories.ts';
import { failed } from '../tools/failures.ts';
import { openRepository } from '../tools/tool-repository.ts';
import type { DeployDeps } from './deploy-deps.ts';
import { renderPlan } from './render-plan.ts';

type Commit = { sha: string; ref: string | null; repository: string | null };
type Found = { ok: true; value: Commit } | { ok: false; outcome: ToolOutcome };

/** Finds out which commit is meant, and renders what would be applied: the artifact that people are asked about. */
export function renderDeploymentTool(deps: DeployDeps): Tool {
  const { db, keyring } = deps.forge;
  return async ({ tenantId, runId, signal }) => {
    const found = await db.read(tenantId, async (tx) => {
      const deployment = await findByRun(tx, runId);
      const target = deployment && (await readTarget(tx, deployment.target_id));
      const repository = deployment?.repository_id ? await readRepository(tx, deployment.repository_id) : null;
      return deployment && target && { deployment, target, repository, env: await openScopeEnv(tx, keyring, { type: 'deployment_target', id: target.id }) };
    });
    if (!found) return failed({ code: 'target_missing', message: 'The deployment target is not there any more.' }, false);
    const { deployment, target, repository, env } = found;
    if (env.problem !== null) return failed({ code: 'env_unavailable', message: env.problem }, false);
    const commit = await resolve(deps, tenantId, deployment, repository, signal);
    if (!commit.ok) return commit.outcome;
    const { sha, ref } = commit.value;
    const plan = renderPlan(target.config, { deploymentId: deployment.id, target, ...commit.value, note: deployment.note, variables: env.vars.map(({ key }) => key).toSorted() });
    const bytes = new TextEncoder().encode(`${JSON.stringify(plan, null, 2)}\n`);
    const stored = await deps.blobs.put(tenantId, bytes);
    if (stored.kind === 'too_large') return failed({ code: 'plan_too_large', message: 'What would be applied is too large to be kept.' }, false);
    return {
      kind: 'done', output: { provider: target.provider, target: target.name, sha, ref, question: questionAbout(target, commit.value), policy: target.gate },
      artifacts: [{ kind: 'deployment', name: `deployment-${deployment.id}.json`, mime: 'application/json', sha256: stored.sha256, size: stored.size, parents: [], metadata: { provider: target.provider, target: target.name, sha, ref } }],
      commit: (tx) => setCommit(tx, deployment.id, { sha, ref }),
    };
  };
}

function questionAbout({ name, provider }: TargetRow, { sha, ref }: Commit): string {
  const what = `${sha.slice(0, 12)}${ref === null ? '' : ` (${ref.slice(0, 60)})`}`;
  return provider === 'webhook' || provider === 'ssh' ? `Deploy ${what} to ${name}?` : `Is this what ${name} is to get, of ${what}? Nothing is applied from here.`;
}

/** A repository says which commit it is, and that it has it; without one the commit is believed. */
async function resolve(deps: DeployDeps, tenantId: bigint, { sha, ref }: DeploymentRow, repository: Awaited<ReturnType<typeof readRepository>>, signal: AbortSignal): Promise<Found> {
  if (!repository) return sha === null ? { ok: false, outcome: failed({ code: 'repository_missing', message: 'The repository is not there any more.' }, false) } : { ok: true, value: { sha, ref, repository: null } };
  const opened = await openRepository(deps, tenantId, { url: repository.clone_url, repositoryId: String(repository.id) });
  if (!opened.ok) return opened;
  const commit = await findCommit({ url: repository.clone_url, cacheDir: opened.cacheDir, ref: sha ?? ref }, { signal, ...opened.open });
  if (!commit.ok) return { ok: false, outcome: failed({ code: `git_${commit.code}`, message: commit.message }, commit.code === 'unreachable' || commit.code === 'timed_out') };
  return { ok: true, value: { sha: commit.sha, ref: ref ?? shortName(commit.ref), repository: repository.full_name } };
}

function shortName(ref: string | null): string | null {
  return ref?.replace(/^refs\/(heads|tags)\//, '') ?? null;
}

