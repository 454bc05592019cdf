/** Where something of the first plan stands instead (`table.column`, `table` or a route), and why. Without a place it is left out. */
export type Elsewhere = { at?: string; why: string };

/**
 * A table of the first plan, in its own words. A column that is not named in `elsewhere` stands in `table` under its name,
 * or under that without `_json`; a key or index of columns (`tenant_id` always comes first) is the beginning of one of ours.
 */
export type PlannedTable = { name: string; table: string; columns: string; uniques?: string[]; indexes?: string[]; elsewhere?: Record<string, Elsewhere> };

const fewRows = 'A tenant has few of them: a key that begins with the tenant finds all of them, and they are looked through.';
const byId = 'Lists go by id, which grows as they are made and, unlike a time, never ties: the key with `id` serves them.';

export const plannedTables: PlannedTable[] = [
  { name: 'tenants', table: 'tenants', columns: 'id name slug created_at' },
  { name: 'roles', table: 'roles', columns: 'id tenant_id name permissions_json', uniques: ['name'] },
  {
    name: 'users', table: 'users', columns: 'id tenant_id email name github_user_id status created_at', uniques: ['email'], indexes: ['status', 'github_user_id'],
    elsewhere: {
      github_user_id: { at: 'people.github_user_id', why: 'One person is a user of several tenants: GitHub knows the person.' },
      status: { at: 'users.active', why: 'It has two values.' },
      'unique (email)': { why: 'A unique index over `lower(email)`: case is folded without an extension that the database may not have.' },
      'index (status)': { why: fewRows },
      'index (github_user_id)': { why: '`people.github_user_id` is unique, and `(person_id, tenant_id)` leads to the user.' },
    },
  },
  {
    name: 'user_roles', table: 'user_roles', columns: 'id tenant_id user_id role_id', uniques: ['user_id, role_id'], indexes: ['user_id'],
    elsewhere: { id: { why: 'Nothing names one: who has which role is its key.' } },
  },
  { name: 'projects', table: 'projects', columns: 'id tenant_id name key created_at', uniques: ['key'], indexes: ['created_at'], elsewhere: { 'index (created_at)': { why: byId } } },
  { name: 'boards', table: 'boards', columns: 'id tenant_id project_id name columns_json created_at', uniques: ['project_id, name'], indexes: ['project_id'] },
  {
    name: 'tickets', table: 'tickets', columns: 'id tenant_id project_id board_id column_key title description_md priority labels_json assignee_user_id repository_id branch pr_url status_meta_json created_by created_at updated_at',
    indexes: ['project_id, column_key', 'assignee_user_id', 'repository_id', 'updated_at'],
    elsewhere: {
      labels_json: { at: 'ticket_labels.label_id', why: 'Labels are renamed, coloured and filtered by: rows of their own, with an index from label to ticket.' },
      'index (project_id, column_key)': { why: 'Columns are a board\'s, and a project has several: `(tenant_id, board_id, column_key, position)`, which also keeps the order.' },
    },
  },
  {
    name: 'connectors', table: 'connectors', columns: 'id tenant_id provider external_org auth_type access_token_enc refresh_token_enc scopes_json status created_at revoked_at', indexes: ['provider, status', 'created_at'],
    elsewhere: { 'index (created_at)': { why: byId } },
  },
  {
    name: 'repositories', table: 'repositories', columns: 'id tenant_id connector_id provider external_repo_id owner name full_name clone_url default_branch is_enabled created_at',
    uniques: ['provider, full_name'], indexes: ['connector_id', 'is_enabled', 'external_repo_id'],
    elsewhere: {
      'unique (provider, full_name)': { why: 'Two servers of one provider may each have a `team/shop`, and a plain git server\'s has no owner: the address tells them apart, `UNIQUE (tenant_id, clone_url)`.' },
      'index (is_enabled)': { why: 'Asked for only beside the forge\'s id or the name.' },
      'index (external_repo_id)': { why: 'Ids are the forge\'s own: `(tenant_id, provider, external_repo_id)`.' },
    },
  },
  { name: 'webhooks', table: 'webhooks', columns: 'id tenant_id connector_id provider external_webhook_id secret_enc events_json target_path status created_at', indexes: ['connector_id, status'] },
  { name: 'hooks', table: 'hooks', columns: 'id tenant_id name event_type runtime code enabled timeout_ms created_by created_at updated_at', indexes: ['event_type, enabled'] },
  {
    name: 'code_diffs', table: 'artifacts', columns: 'id tenant_id agent_run_id repository_id base_ref head_ref unified_diff summary stats_json created_at', indexes: ['repository_id, created_at', 'agent_run_id'],
    elsewhere: {
      agent_run_id: { at: 'artifacts.run_id', why: 'A run is no agent\'s alone. It goes with its run, as its evidence.' },
      repository_id: { at: 'GET /code-diffs: repositoryId', why: 'The run\'s input names it, frozen; kept nowhere twice.' },
      base_ref: { at: 'GET /code-diffs: baseRef', why: 'The step\'s output says it, with `baseSha`.' },
      head_ref: { at: 'GET /code-diffs: headRef', why: 'The ledger of effects says where it was pushed, once it was.' },
      unified_diff: { at: 'artifacts.sha256', why: 'The bytes lie in the blob store, by the hash that people approve.' },
      summary: { at: 'GET /code-diffs: summary', why: 'The step\'s output.' },
      stats_json: { at: 'artifacts.metadata', why: 'What it is about depends on its kind.' },
      'index (repository_id, created_at)': { why: 'Diffs are read newest first by `(tenant_id, id) WHERE kind IN (…)`; the repository is read off their runs.' },
    },
  },
  {
    name: 'api_keys', table: 'api_keys', columns: 'id tenant_id user_id name prefix key_hash scopes_json status last_used_at created_at revoked_at', uniques: ['prefix'], indexes: ['status'],
    elsewhere: { status: { at: 'api_keys.revoked_at', why: 'A key is good until it is revoked or expires: two columns that cannot contradict each other.' }, 'index (status)': { why: 'A key is found by its hash.' } },
  },
  { name: 'env_var_sets', table: 'env_var_sets', columns: 'id tenant_id scope_type scope_id name created_at', uniques: ['scope_type, scope_id, name'], indexes: ['scope_type, scope_id'] },
  { name: 'env_vars', table: 'env_vars', columns: 'id tenant_id set_id key value_enc is_secret created_at', uniques: ['set_id, key'], indexes: ['set_id'] },
  {
    name: 'build_pipelines', table: 'build_pipelines', columns: 'id tenant_id project_id repository_id provider name config_json enabled created_at', uniques: ['project_id, name'], indexes: ['project_id', 'repository_id', 'enabled'],
    elsewhere: {
      'unique (project_id, name)': { why: 'A project has several repositories, each with a workflow called CI, and a repository may belong to no project: `(tenant_id, repository_id, name)`.' },
      'index (enabled)': { why: fewRows },
    },
  },
  {
    name: 'pipeline_runs', table: 'pipeline_runs', columns: 'id tenant_id pipeline_id external_run_id status conclusion url started_at completed_at', indexes: ['pipeline_id, started_at', 'status'],
    elsewhere: { 'index (pipeline_id, started_at)': { why: `What is queued has not started. ${byId}` } },
  },
  { name: 'deployment_targets', table: 'deployment_targets', columns: 'id tenant_id project_id name provider config_json enabled created_at', uniques: ['project_id, name'], indexes: ['project_id', 'enabled'], elsewhere: { 'index (enabled)': { why: fewRows } } },
  {
    name: 'custom_instructions', table: 'custom_instructions', columns: 'id tenant_id scope_type scope_id mode content_md priority enabled created_at',
    uniques: ['scope_type, scope_id, mode, priority'], indexes: ['scope_type, scope_id, enabled', 'mode'],
    elsewhere: { 'index (scope_type, scope_id, enabled)': { why: 'The unique key finds the few of a scope.' }, 'index (mode)': { why: 'Asked for only within scopes, where the unique key has it.' } },
  },
  {
    name: 'project_budgets', table: 'project_budgets', columns: 'id tenant_id project_id period limit_cents soft_limit_cents currency enforce_hard_stop created_at', uniques: ['project_id, period'], indexes: ['project_id'],
    elsewhere: {
      currency: { why: 'Prices of models are in US dollars, and nothing here changes money: every amount is in cents of a dollar, and a column that can say one thing says nothing.' },
      'unique (project_id, period)': { why: 'A budget may be of one provider or mode: these are part of the key.' },
    },
  },
  { name: 'default_agent_instructions', table: 'default_agent_instructions', columns: 'id tenant_id provider content_md enabled created_at', uniques: ['provider'], indexes: ['enabled'], elsewhere: { 'index (enabled)': { why: fewRows } } },
  { name: 'default_agent_tools', table: 'default_agent_tools', columns: 'id tenant_id provider allowed_tools_json enabled created_at', uniques: ['provider'], indexes: ['enabled'], elsewhere: { 'index (enabled)': { why: fewRows } } },
  {
    name: 'agent_runs', table: 'runs', columns: 'id tenant_id project_id ticket_id provider mode status input_prompt output_summary artifacts_json cost_cents started_at ended_at created_at',
    indexes: ['project_id, created_at', 'status', 'provider, mode'],
    elsewhere: {
      input_prompt: { at: 'runs.input', why: 'A run keeps all that it was asked, frozen; `GET /agent-runs` shows it as `prompt`.' },
      output_summary: { at: 'run_steps.output', why: 'Each step says what came of it; `GET /agent-runs` shows it as `summary`.' },
      artifacts_json: { at: 'artifacts.run_id', why: 'Artifacts are decided about one by one, by their hash.' },
      cost_cents: { at: 'runs.cost_micros', why: 'Millionths: a call of a model often costs less than a cent.' },
      'index (project_id, created_at)': { why: byId },
    },
  },
  {
    name: 'agent_events', table: 'run_events', columns: 'id tenant_id agent_run_id ts type payload_json', indexes: ['agent_run_id, ts'],
    elsewhere: {
      id: { at: 'run_events.seq', why: 'Numbered within its run, so that nobody misses one.' },
      agent_run_id: { at: 'run_events.run_id', why: 'A run is no agent\'s alone.' },
      ts: { at: 'run_events.at', why: 'A word.' },
      type: { at: 'run_events.body', why: 'The type is part of what a schema checks.' },
      payload_json: { at: 'run_events.body', why: 'As above.' },
      'index (agent_run_id, ts)': { why: 'The key `(tenant_id, run_id, seq)` is the order.' },
    },
  },
  {
    name: 'audit_log', table: 'audit_log', columns: 'id tenant_id actor_user_id action target_type target_id payload_json ts', indexes: ['ts', 'actor_user_id, ts'],
    elsewhere: { ts: { at: 'audit_log.at', why: 'A word.' }, 'index (actor_user_id, ts)': { why: byId } },
  },
];
