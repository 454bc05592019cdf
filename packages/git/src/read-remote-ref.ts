import type { GitFailure, GitLimits } from './failure.ts';
import { parseRepositoryUrl } from './repository-url.ts';
import { explainRemoteFailure, runRemoteGit } from './run-remote-git.ts';

/**
 * What a full ref (`refs/heads/al/implement/42`) points to right now; `sha` is null when it does not exist.
 * After a crash, an effect is reconciled by comparing this with the commit that we would have pushed.
 */
export async function readRemoteRef(address: string, ref: string, limits: GitLimits = {}): Promise<{ ok: true; sha: string | null } | GitFailure> {
  const parsed = parseRepositoryUrl(address);
  if (!parsed.ok) return parsed;
  const run = await runRemoteGit({ url: parsed.url, subcommand: 'ls-remote', options: [], refs: [ref] }, limits);
  if (!run.ok) return run;
  if (run.exitCode !== 0) return explainRemoteFailure(parsed.url, run.stderr);
  const lines = new TextDecoder().decode(run.stdout).split('\n').map((line) => line.split('\t'));
  return { ok: true, sha: lines.find(([, name]) => name === ref)?.[0] ?? null };
}
