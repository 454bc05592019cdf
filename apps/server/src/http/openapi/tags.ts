import { entities } from '@lime/contracts';

/** What operations are grouped under, by the first part of their paths, where that is not their own title. */
const titles: Record<string, string> = {
  'agent-runs': 'Runs', artifacts: 'Runs', effects: 'Runs', gates: 'Runs', recipes: 'Runs',
  'api-keys': 'Me', auth: 'Signing in', github: 'Webhooks', invitations: 'People', me: 'Me', permissions: 'People', roles: 'People', sessions: 'Me', tenant: 'Organisations', tenants: 'Organisations', users: 'People',
  'audit-log': 'Audit log', 'budget-alerts': 'Budgets', 'model-calls': 'Models', 'model-settings': 'Models', 'concurrency-limits': 'Runners', 'runner-tokens': 'Runners', 'env-var-sets': 'Environment variables',
  'pull-requests': 'Pull requests', 'webhook-deliveries': 'Webhooks',
};

/** The group of a route; an entity's is its own title. */
export function tagOf(path: string): string {
  const first = path.split('/')[1] ?? '';
  return entities.find(({ name }) => name === first)?.title ?? titles[first] ?? first.charAt(0).toUpperCase() + first.slice(1).replaceAll('-', ' ');
}

/** The groups of these routes, with what an entity says of itself. */
export function tagsOf(paths: readonly string[]): { name: string; description?: string }[] {
  return [...new Set(paths.map(tagOf))].toSorted().map((name) => {
    const about = entities.find(({ title }) => title === name)?.about;
    return about === undefined ? { name } : { name, description: about };
  });
}
