import { type z } from 'zod';

type Issue = z.core.$ZodIssue;
export type Finding = { path: PropertyKey[]; message: string };

/** What is wrong and where: of a union's branches the one that came furthest, as its author meant that one. */
export function describeIssue(issue: Issue): Finding {
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.map((issues) => issues.map(describeIssue)).filter((findings) => findings.length > 0);
    const [nearest] = branches.toSorted((a, b) => rank(b) - rank(a));
    const [finding] = nearest ?? [];
    if (finding) return { path: [...issue.path, ...finding.path], message: finding.message };
  }
  return { path: issue.path, message: issue.message };
}

/** A branch whose faults lie deep was meant more likely than one that failed at once; so was one with few faults. */
function rank(findings: Finding[]): number {
  const depth = Math.max(...findings.map((finding) => finding.path.length));
  return depth * 100 - findings.length;
}

/** `rules[0].steps[2].use` */
export function formatPath(path: PropertyKey[]): string {
  return path.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at > 0 ? '.' : ''}${String(key)}`)).join('');
}
