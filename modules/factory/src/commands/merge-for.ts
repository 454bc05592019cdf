import { refuse } from '@lime/kernel';
import type { MergePolicy } from '@lime/contracts';
import { mayDo, type Principal } from '@lime/http';
import type { ProjectRow } from '../sql/projects.ts';
import type { ChosenRepository } from './choose-repository.ts';

/**
 * What happens after the review: what the project says, unless less is asked for: a pull request merges nothing
 * either. More may be asked for only by somebody who could change the project; 403 `merge_not_allowed`.
 */
export function mergeFor(asked: MergePolicy | undefined, project: Pick<ProjectRow, 'key' | 'merge'>, person: Pick<Principal, 'permissions'>, repositories: readonly Pick<ChosenRepository, 'provider'>[]): MergePolicy {
  const wanted = allowed(asked, project, person);
  const atForge = repositories.filter(({ provider }) => provider !== undefined && provider !== 'git');
  if (wanted !== 'pull_request' || atForge.length === repositories.length) return wanted;
  // Only a forge that we are connected to has pull requests: elsewhere a project's branches are pushed.
  if (asked === undefined) return atForge.length > 0 ? wanted : 'none';
  refuse({ status: 422, code: 'no_pull_requests', title: 'No pull requests there', detail: 'Pull requests are opened in repositories of a connected forge. Import the repository, and name it by its id.', details: { fields: [{ path: 'merge', message: 'needs a repository of a connected forge' }] } });
}

function allowed(asked: MergePolicy | undefined, project: Pick<ProjectRow, 'key' | 'merge'>, person: Pick<Principal, 'permissions'>): MergePolicy {
  if (asked === undefined) return project.merge;
  if (asked === 'none' || asked === 'pull_request' || asked === project.merge || mayDo(person, 'project.manage')) return asked;
  const now = project.merge === 'none' ? 'pushes branches and merges nothing' : `merges by "${project.merge}"`;
  refuse({ status: 403, code: 'merge_not_allowed', title: 'Not permitted', detail: `The project ${project.key} ${now}. Somebody with the permission "project.manage" may ask for "${asked}", or change the project.` });
}
