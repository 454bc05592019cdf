import type { AgentWork } from '@lime/contracts';
import { failed, type Failed } from './failed.ts';

const named = 20;

/** The refusal of a change that touches files which it may not; null when it keeps to what it may. */
export function findPathsOutside(paths: readonly string[], allowed: AgentWork['allowedPaths']): Failed | null {
  const lists = (allowed ?? []).map((globs) => globs.map(toMatcher));
  const outside = paths.filter((path) => !lists.every((matchers) => matchers.some((matches) => matches(path))));
  if (outside.length === 0) return null;
  const more = outside.length > named ? `\n… and ${outside.length - named} more` : '';
  return failed('path_not_allowed', `The change touches files that this run may not change:\n${outside.slice(0, named).join('\n')}${more}\nIts instructions allow: ${(allowed ?? []).map((globs) => globs.join(', ')).join('; and of those: ')}`);
}

/** A folder stands for all that is in it. */
function toMatcher(pattern: string): (path: string) => boolean {
  const bare = pattern.replace(/^\.?\//, '').replace(/\/+$/, '');
  const globs = [new Bun.Glob(bare), new Bun.Glob(`${bare}/**`)];
  return (path) => globs.some((glob) => glob.match(path));
}
