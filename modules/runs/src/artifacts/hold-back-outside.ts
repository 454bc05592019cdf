import type { z } from 'zod';
import { AgentWork, type Failure, type NewArtifact } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import { explainPathsOutside, readPatchPaths } from '@lime/git';
import type { RunsContext } from '../context.ts';

type Artifact = z.output<typeof NewArtifact>;

/** Kinds of artifact that people may approve as a change. */
const APPROVABLE = ['diff', 'repository_diff'];

/**
 * Looks at the very bytes of a change, whatever its runner says of it: one of files that the run may not change stays to be
 * seen, as a `refused_diff` that no gate asks about. `refusal`: why; null when there is nothing to hold back.
 */
export async function holdBackOutside(ctx: Pick<RunsContext, 'blobs'>, tx: TenantTx, input: unknown, artifacts: Artifact[]): Promise<{ refusal: Failure | null; artifacts: Artifact[] }> {
  const work = AgentWork.parse(input);
  if ([work, ...work.others].every(({ allowedPaths }) => (allowedPaths ?? []).length === 0)) return { refusal: null, artifacts };
  const messages: string[] = [];
  for (const { kind, sha256 } of artifacts) {
    if (!APPROVABLE.includes(kind)) continue;
    const patch = await ctx.blobs.get(tx.tenantId, sha256);
    const message = refusalOf(work, patch && readPatchPaths(patch));
    if (message !== null) messages.push(message);
  }
  const [message] = messages;
  if (message === undefined) return { refusal: null, artifacts };
  const held = artifacts.map((artifact) => (APPROVABLE.includes(artifact.kind) ? { ...artifact, kind: 'refused_diff' } : artifact));
  return { refusal: { code: 'path_not_allowed', message }, artifacts: held };
}

function refusalOf({ repository, allowedPaths, others }: AgentWork, paths: string[] | null): string | null {
  if (paths === null) return 'The change cannot be read, so nobody can tell which files it touches.';
  if (others.length === 0) return explainPathsOutside(paths, allowedPaths);
  const places = [{ folder: repository.folder ?? 'main', allowedPaths }, ...others];
  const stray = paths.find((path) => !places.some(({ folder }) => path.startsWith(`${folder}/`)));
  if (stray !== undefined) return `The change touches ${stray}, which is in none of its repositories.`;
  return places.map(({ folder, allowedPaths: allowed }) => explainPathsOutside(paths.flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [])), allowed)).find((message) => message !== null) ?? null;
}
