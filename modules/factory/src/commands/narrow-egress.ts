import { refuse } from '@lime/kernel';
import { egressAllows } from '@lime/contracts';
import type { ProjectRow } from '../sql/projects.ts';

/**
 * What a run's agent may reach: what the project allows, or the part of it that is asked for. What an
 * earlier run was narrowed to holds for one that goes on with it, without what the project has taken away since. 422 `egress_not_allowed` names the
 * first host that is not within it.
 */
export function narrowEgress(asked: string[] | undefined, earlier: string[] | null, project: Pick<ProjectRow, 'key' | 'egress'>): string[] {
  if (asked === undefined) return earlier?.filter((entry) => egressAllows(project.egress, entry)) ?? project.egress;
  const index = asked.findIndex((entry) => !egressAllows(project.egress, entry));
  if (index === -1) return asked;
  const allowed = project.egress.length === 0 ? 'nothing' : project.egress.join(', ');
  refuse({
    status: 422, code: 'egress_not_allowed', title: 'The project does not allow this host',
    detail: `Agents of the project ${project.key} may reach ${allowed}, not "${asked[index]}". Somebody with the permission "project.manage" may add it to the project.`,
    details: { fields: [{ path: `egress.${index}`, message: `"${asked[index]}" is not allowed by the project` }] },
  });
}
