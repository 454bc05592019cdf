import type { DiffStats, ReviewContent } from '@lime/contracts';
import { readHunks, type Hunk } from './read-hunks.ts';

const mostComments = 500;
const longestText = 4_000;

/** Turns what a recipe would change into a review of the code as it stands: a comment at each place. `reviewed`: the change that the code holds already, of which nothing is said. */
export function reviewContent(recipe: string, patch: string, stats: DiffStats, reviewed = ''): ReviewContent {
  const there = new Set(readHunks(reviewed).map(idOf));
  const all = readHunks(patch);
  const hunks = all.filter((hunk) => !there.has(idOf(hunk)));
  const withoutText = stats.files.filter((file) => !all.some((hunk) => hunk.path === file.path) && !mentions(reviewed, file.path));
  const comments = [...hunks.map((hunk) => commentOnHunk(recipe, hunk)), ...withoutText.map((file) => commentOnFile(recipe, file))];
  const clean = comments.length === 0;
  return {
    verdict: clean ? 'approve' : 'request_changes',
    summary: clean ? `${recipe} finds nothing to change.` : `${recipe} would change ${comments.length} places in ${new Set(comments.map(({ path }) => path)).size} files.`,
    comments: comments.slice(0, mostComments),
    omitted: Math.max(0, comments.length - mostComments),
  };
}

function idOf({ path, removed, added }: Hunk): string {
  return JSON.stringify([path, removed, added]);
}

function mentions(patch: string, path: string): boolean {
  return patch.includes(`diff --git a/${path} b/${path}\n`);
}

function commentOnHunk(recipe: string, { path, line, removed, added }: Hunk): ReviewContent['comments'][number] {
  const verb = removed.length === 0 ? 'add lines here' : added.length === 0 ? 'remove this' : 'change this';
  return { path, line, lines: removed.length, text: `${recipe} would ${verb}.`, suggestion: added.length === 0 ? null : added.join('\n').slice(0, longestText) };
}

/** Binary and empty files, and changes of mode, have no lines to comment on. */
function commentOnFile(recipe: string, { path, status }: DiffStats['files'][number]): ReviewContent['comments'][number] {
  const verb = { added: 'add', modified: 'modify', deleted: 'delete', type_changed: 'change the type of' }[status];
  return { path, line: 1, lines: 0, text: `${recipe} would ${verb} this file.`, suggestion: null };
}
