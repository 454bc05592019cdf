-- What has a history is put away when somebody deletes it: the history stays, and it can be brought back.
ALTER TABLE deployment_targets ADD COLUMN archived_at timestamptz;
ALTER TABLE deployment_targets DROP CONSTRAINT deployment_targets_tenant_id_project_id_name_key;
CREATE UNIQUE INDEX deployment_targets_name ON deployment_targets (tenant_id, project_id, name) WHERE archived_at IS NULL;

ALTER TABLE build_pipelines ADD COLUMN archived_at timestamptz;
ALTER TABLE build_pipelines DROP CONSTRAINT build_pipelines_tenant_id_repository_id_name_key;
CREATE UNIQUE INDEX build_pipelines_name ON build_pipelines (tenant_id, repository_id, name) WHERE archived_at IS NULL;

ALTER TABLE repositories ADD COLUMN archived_at timestamptz;

-- A deployment keeps the name of its target, which a deleted project takes with it.
ALTER TABLE deployments ADD COLUMN target text;
ALTER TABLE deployments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE deployment_targets NO FORCE ROW LEVEL SECURITY;
UPDATE deployments d SET target = t.name FROM deployment_targets t WHERE t.tenant_id = d.tenant_id AND t.id = d.target_id;
ALTER TABLE deployments FORCE ROW LEVEL SECURITY;
ALTER TABLE deployment_targets FORCE ROW LEVEL SECURITY;
ALTER TABLE deployments
  ALTER COLUMN target SET NOT NULL,
  ALTER COLUMN target_id DROP NOT NULL,
  DROP CONSTRAINT deployments_tenant_id_target_id_fkey,
  ADD FOREIGN KEY (tenant_id, target_id) REFERENCES deployment_targets (tenant_id, id) ON DELETE SET NULL (target_id);

-- The cleaning sees how old a row is, and whose; nothing of what it says.
CREATE INDEX pipeline_runs_age ON pipeline_runs USING brin (created_at);
CREATE INDEX pull_request_checks_age ON pull_request_checks (told_at);
GRANT SELECT (id, tenant_id, pipeline_id, created_at), DELETE ON pipeline_runs TO lime_engine;
GRANT SELECT (id, told_at), DELETE ON pull_request_checks TO lime_engine;
GRANT SELECT (id, tenant_id, target_id, run_id, created_at), DELETE ON deployments TO lime_engine;
GRANT SELECT (id, tenant_id, archived_at), DELETE ON deployment_targets, build_pipelines TO lime_engine;
GRANT SELECT (id, tenant_id, deployment_target_id, pipeline_id), DELETE ON env_var_sets TO lime_engine;
GRANT SELECT (expires_at), DELETE ON connector_sign_ins TO lime_engine;
GRANT DELETE ON invitations TO lime_engine;
