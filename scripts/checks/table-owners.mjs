/** Who writes which table. Higher modules may read it, and learn of changes by events. */
export const tableOwners = {
  identity: ['tenants', 'users', 'roles', 'user_roles', 'sessions', 'sign_in_links', 'people', 'invitations', 'api_keys', 'github_sign_ins'],
  vault: ['env_var_sets', 'env_vars'],
  audit: ['audit_log'],
  http: ['idempotency_keys'],
  agents: ['custom_instructions', 'default_agent_instructions', 'default_agent_tools'],
  budgets: ['project_budgets', 'budget_reservations', 'usage_records', 'budget_alerts'],
  runs: ['runs', 'run_repositories', 'run_steps', 'run_events', 'artifacts', 'artifact_parents', 'gates', 'approvals', 'effects', 'runners', 'runner_tokens', 'concurrency_limits', 'attempt_groups', 'shared_runner_tokens', 'shared_runners', 'shared_turns'],
  gateway: ['model_calls', 'model_settings'],
  hooks: ['hooks', 'hook_runs'],
  intake: ['webhooks', 'webhook_events'],
  forge: ['connectors', 'connector_sign_ins', 'repositories', 'project_repositories', 'pull_requests', 'pull_request_checks', 'pull_request_feedback', 'build_pipelines', 'pipeline_runs', 'deployment_targets', 'deployments'],
  factory: ['projects', 'boards', 'tickets', 'ticket_pulls', 'labels', 'ticket_labels', 'ticket_dependencies', 'ticket_comments', 'ticket_attachments', 'ticket_origins', 'ticket_imports'],
};

/**
 * @param {string} table
 * @returns {string | undefined} the module or package that writes it
 */
export function ownerOf(table) {
  return Object.keys(tableOwners).find((owner) => tableOwners[owner].includes(table));
}
