import { z } from 'zod';

/**
 * Which files a change may touch, as a glob from the repository's root: `src/**`. A folder stands for all in it, and one that
 * begins with `!` takes files out of what the others of its list allow, in whichever order they stand. Only for what people
 * write: what is frozen in a run was good enough when it began, and stays as narrow as it was.
 */
export const PathGlob = z.string().trim().min(1).max(500).superRefine((glob, check) => {
  const message = findMistake(glob);
  if (message !== null) check.addIssue({ code: 'custom', message });
});

/** Why no file of a repository could ever match; null when some could. */
function findMistake(written: string): string | null {
  const glob = written.replace(/^!/, '');
  if (glob.startsWith('!')) return 'one "!" at the beginning excludes; write \\! for a name that begins with it';
  if (glob.startsWith('/')) return `paths begin at the root of the repository, without a slash: ${glob.replace(/^\/+/, '') || '**'}`;
  const parts = glob.replace(/^\.\//, '').replace(/\/$/, '').split('/');
  if (parts.includes('..')) return 'a path with ".." leads out of the repository, so it can never match';
  if (parts.includes('') || parts.includes('.')) return 'a path with an empty part or "." can never match; "**" is everything';
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\u0000-\u001f]/.test(glob)) return 'a control character does not belong into a path';
  return findUnclosed(glob);
}

/** A bracket, a brace or a backslash that nothing ends. */
function findUnclosed(glob: string): string | null {
  let depth = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const sign = glob[at];
    if (sign === '\\') {
      at += 1;
      if (at >= glob.length) return 'the "\\" at the end escapes nothing';
    } else if (sign === '[') {
      const end = endOfClass(glob, at);
      if (end === null) return 'the "[" is never closed; write \\[ for a name that has one';
      at = end;
    } else if (sign === '{') depth += 1;
    else if (sign === '}' && depth > 0) depth -= 1;
  }
  return depth > 0 ? 'the "{" is never closed; write \\{ for a name that has one' : null;
}

/** Where a class of characters ends; one that stands first in it is one of them. Null when it does not, or reaches over a slash. */
function endOfClass(glob: string, start: number): number | null {
  const first = start + (/^\[[!^]/.test(glob.slice(start, start + 2)) ? 2 : 1);
  for (let at = first + 1; at < glob.length && glob[at] !== '/'; at += 1) {
    if (glob[at] === '\\') at += 1;
    else if (glob[at] === ']') return at;
  }
  return null;
}
