import type { DiffStats, PlanContent } from '@lime/contracts';

/** A change of no more files than this stays one ticket. */
const filesOfOneTicket = 20;

/** Turns what a recipe would change into a plan: one ticket, or for a large change one a top folder. */
export function planContent(recipe: string, title: string, stats: DiffStats): PlanContent {
  const files = stats.files.map(({ path, status, insertions, deletions }) => ({ path, status, insertions, deletions }));
  if (files.length === 0) return { summary: `${recipe} finds nothing to change.`, files, tickets: [] };
  const groups = files.length <= filesOfOneTicket ? new Map([['', files]]) : Map.groupBy(files, ({ path }) => (path.includes('/') ? (path.split('/')[0] ?? '') : ''));
  const tickets = [...groups].map(([folder, group]) => ({
    title: groups.size === 1 ? title : `${title}: ${folder || 'files at the top'}`.slice(0, 300),
    description: `Apply ${recipe} to ${group.length === 1 ? 'this file' : `these ${group.length} files`}:\n\n${group.map((file) => `- ${file.path} (${file.status}, +${file.insertions} −${file.deletions})`).join('\n')}`.slice(0, 20_000),
    paths: group.map((file) => file.path),
    dependsOn: [],
  }));
  return { summary: `${recipe} would change ${stats.filesChanged} files (+${stats.insertions} −${stats.deletions}).`, files, tickets };
}
