import { refuse } from '@lime/kernel';
import type { MergePolicy } from '@lime/contracts';
import { mayDo, type Principal } from '@lime/http';
import type { ProjectRow } from '../sql/projects.ts';

/**
 * What happens after the review: what the project says, unless less is asked for. More may be asked
 * for only by somebody who could change the project; 403 `merge_not_allowed`.
 */
export function mergeFor(asked: MergePolicy | undefined, project: Pick<ProjectRow, 'key' | 'merge'>, person: Pick<Principal, 'permissions'>): MergePolicy {
  if (asked === undefined) return project.merge;
  if (asked === 'none' || asked === project.merge || mayDo(person, 'project.manage')) return asked;
  const now = project.merge === 'none' ? 'pushes branches and merges nothing' : `merges by "${project.merge}"`;
  refuse({ status: 403, code: 'merge_not_allowed', title: 'Not permitted', detail: `The project ${project.key} ${now}. Somebody with the permission "project.manage" may ask for "${asked}", or change the project.` });
}
