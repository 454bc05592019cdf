/** Paths that are named in a refusal. */
const named = 20;

/** Lists of globs; null or none: every file may change. */
export type AllowedPaths = readonly (readonly string[])[] | null;

/**
 * The refusal of a change of these files, in words; null when every list allows each of them. A list allows what matches
 * one of its globs (all, when it has only exclusions) and none of its exclusions, which begin with `!`. In whichever order
 * they stand: what is excluded stays out.
 */
export function explainPathsOutside(paths: readonly string[], allowed: AllowedPaths): string | null {
  const lists = (allowed ?? []).map(toMatcher);
  const outside = paths.filter((path) => !lists.every((matches) => matches(path)));
  if (outside.length === 0) return null;
  const more = outside.length > named ? `\n… and ${outside.length - named} more` : '';
  return `The change touches files that this run may not change:\n${outside.slice(0, named).join('\n')}${more}\nIts instructions allow: ${(allowed ?? []).map((globs) => globs.join(', ')).join('; and of those: ')}`;
}

type Matcher = (path: string) => boolean;

function toMatcher(globs: readonly string[]): Matcher {
  const excluded = globs.filter((glob) => glob.startsWith('!')).map((glob) => toGlob(glob.slice(1)));
  const included = globs.filter((glob) => !glob.startsWith('!')).map(toGlob);
  return (path) => (included.length === 0 || included.some((matches) => matches(path))) && !excluded.some((matches) => matches(path));
}

/** A folder stands for all that is in it. */
function toGlob(pattern: string): Matcher {
  // Bun.Glob would read a further `!` as a negation.
  const bare = pattern.replace(/^\.?\//, '').replace(/\/+$/, '').replace(/^!/, '\\!');
  const globs = [new Bun.Glob(bare), new Bun.Glob(`${bare}/**`)];
  return (path) => globs.some((glob) => glob.match(path));
}
