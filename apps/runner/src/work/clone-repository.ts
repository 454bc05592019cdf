import { prepareWorkspace, redactCredentials, targetBranch, type PreparedWorkspace } from '@lime/git';
import { repositoryCacheOf } from '../repository-caches.ts';
import { cloneFailed, failed, type Failed } from './failed.ts';
import type { Workbench } from './workbench.ts';

export type Cloned = { ok: true; workspace: PreparedWorkspace; /** Full name of the branch that the work belongs into; empty when there is none. */ targetRef: string };

/** Checks the repository out into the workspace; git's own data stays out of the sandbox's reach. */
export async function cloneRepository(bench: Workbench): Promise<Cloned | Failed> {
  const { step, tree, gitDir, caches, timeLeft } = bench;
  const { url, ref } = step.assignment.work.repository;
  const { access, problem, retryable } = step.assignment.repositoryAccess;
  if (problem !== null) return failed('clone_failed', problem, { retryable });
  await step.emit({ type: 'status', text: `Cloning ${redactCredentials(url)}${ref ? ` at ${ref}` : ''}` });
  const workspace = await prepareWorkspace({ url, dir: tree, gitDir, cacheDir: repositoryCacheOf(caches, step.assignment.cacheScope), ...(ref !== null && { ref }) }, { signal: step.signal, timeoutMs: timeLeft(), ...(access && { access }) });
  if (!workspace.ok) return cloneFailed(url, workspace);
  const targetRef = targetBranch(workspace);
  const branch = targetRef === '' ? '' : ` of ${targetRef.replace('refs/heads/', '')}`;
  await step.emit({ type: 'status', text: `Checked out ${workspace.baseSha.slice(0, 12)}${branch}: ${workspace.files} files${workspace.fetched ? '' : ', all from the cache'}` });
  for (const { message, paths } of workspace.warnings) await step.emit({ type: 'message', role: 'system', text: `${message}\n${paths.join('\n')}` });
  return { ok: true, workspace, targetRef };
}
