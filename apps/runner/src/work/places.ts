import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentWork } from '@lime/contracts';
import { failed, type Failed } from './failed.ts';
import type { Workbench } from './workbench.ts';

/** One repository in the workspace. `folder` null: it is the whole of it. The bench is as if it were alone. */
export type Place = { readonly folder: string | null; readonly bench: Workbench };

/** The repositories of the work, the main one first. */
export function placesOf(bench: Workbench): Place[] {
  const { assignment } = bench.step;
  const { repository, others } = assignment.work;
  if (others.length === 0) return [{ folder: null, bench }];
  const { setup: mainSetup, checks: mainChecks, allowedPaths: mainPaths } = assignment.work;
  const all = [{ ...repository, folder: repository.folder ?? 'main', setup: mainSetup, checks: mainChecks, allowedPaths: mainPaths }, ...others];
  const accesses = [assignment.repositoryAccess, ...assignment.otherAccess];
  return all.map(({ folder, setup, checks, allowedPaths, ...where }, index) => {
    const work: AgentWork = { ...assignment.work, repository: where, others: [], setup, checks, allowedPaths };
    const repositoryAccess = accesses[index] ?? assignment.repositoryAccess;
    return { folder, bench: { ...bench, tree: join(bench.tree, folder), gitDir: join(bench.gitDir, folder), step: { ...bench.step, assignment: { ...assignment, work, repositoryAccess } } } };
  });
}

/** Does something in each place, one after the other, until one fails. */
export async function inEach<P extends Place, T extends { ok: true }>(places: readonly P[], work: (place: P) => Promise<T | Failed>): Promise<{ ok: true; results: T[] } | Failed> {
  const results: T[] = [];
  for (const place of places) {
    const done = await work(place);
    if (!done.ok) return done;
    results.push(done);
  }
  return { ok: true, results };
}

/**
 * The refusal of what an agent left where a repository's folder was: a link in its place would lead whoever reads it out
 * of the workspace. Null when every folder is one.
 */
export function findReplaced(places: readonly Place[]): Failed | null {
  const gone = places.find(({ folder, bench }) => folder !== null && lstatSync(bench.tree, { throwIfNoEntry: false })?.isDirectory() !== true);
  return gone ? failed('diff_failed', `The agent has removed or replaced the folder of the repository "${gone.folder}".`) : null;
}

/** What is told of a place's checks: `shop: npm test`. */
export function named<T extends { command: string }>({ folder }: Place, results: readonly T[]): T[] {
  return results.map((result) => (folder === null ? result : { ...result, command: `${folder}: ${result.command}` }));
}
