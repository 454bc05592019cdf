import type { Names } from '@lime/audit';

const name = 't.name';
const person = "coalesce(nullif(t.name, ''), t.email)";
const ticket = "(SELECT p.key || '-' || t.number FROM projects p WHERE p.tenant_id = t.tenant_id AND p.id = t.project_id) || ' ' || t.title";

/** What the things of the audit log are called. What is not named here is shown by its id, or as its entry called it. */
export const auditNames: Names = {
  user: { table: 'users', name: person },
  role: { table: 'roles', name },
  api_key: { table: 'api_keys', name: "t.name || ' (' || t.prefix || '…)'" },
  invitation: { table: 'invitations', name: 't.email' },
  project: { table: 'projects', name: "t.name || ' (' || t.key || ')'" },
  board: { table: 'boards', name },
  ticket: { table: 'tickets', name: ticket },
  run: { table: 'runs', name: 't.title' },
  gate: { table: 'gates', name: '(SELECT r.title FROM runs r WHERE r.tenant_id = t.tenant_id AND r.id = t.run_id)' },
  connector: { table: 'connectors', name },
  repository: { table: 'repositories', name: "t.owner || '/' || t.name" },
  pull_request: { table: 'pull_requests', name: "'#' || t.number || ' ' || t.title" },
  webhook: { table: 'webhooks', name },
  build_pipeline: { table: 'build_pipelines', name },
  deployment_target: { table: 'deployment_targets', name },
  env_var_set: { table: 'env_var_sets', name },
  env_var: { table: 'env_vars', name: 't.key' },
  hook: { table: 'hooks', name },
  label: { table: 'labels', name },
  budget: { table: 'project_budgets', name: "t.period || ' budget of ' || (SELECT p.name FROM projects p WHERE p.tenant_id = t.tenant_id AND p.id = t.project_id)" },
  runner_token: { table: 'runner_tokens', name },
};
