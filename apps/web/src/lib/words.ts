/** Names that are not written as their values are. */
const own: Record<string, string> = { acp: 'ACP', quickjs: 'QuickJS', qa: 'QA', github: 'GitHub', gitlab: 'GitLab', oauth: 'OAuth', ssh: 'SSH', ssh_key: 'SSH key', ecs: 'ECS', k8s: 'Kubernetes', url: 'URL', github_actions: 'GitHub Actions', gitlab_ci: 'GitLab CI', bitbucket_pipelines: 'Bitbucket Pipelines', tenant: 'Organisation' };

/** A value of a list as people read it: `before_agent_run` → `Before agent run`. */
export function wordsOf(value: string): string {
  const known = own[value];
  if (known !== undefined) return known;
  const words = value.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
