-- Runs are looked for by who does them and how. What has no agent, such as a deployment, has neither.
ALTER TABLE runs ADD COLUMN provider text, ADD COLUMN mode text;

-- Those of its organisation's repositories that a run works in.
CREATE TABLE run_repositories (
  tenant_id bigint NOT NULL,
  repository_id bigint NOT NULL,
  run_id bigint NOT NULL REFERENCES runs ON DELETE CASCADE,
  PRIMARY KEY (tenant_id, repository_id, run_id)
);
CREATE INDEX run_repositories_run ON run_repositories (run_id);

ALTER TABLE runs NO FORCE ROW LEVEL SECURITY;
UPDATE runs SET provider = input->>'provider', mode = input->>'mode'
  WHERE input->>'provider' IN ('recipe', 'claude', 'codex', 'acp') AND input->>'mode' IN ('plan', 'implement', 'bugfix', 'review');
INSERT INTO run_repositories (tenant_id, repository_id, run_id)
  SELECT DISTINCT r.tenant_id, (place->>'repositoryId')::bigint, r.id
  FROM runs r CROSS JOIN LATERAL (SELECT r.input->'repository' AS place UNION ALL SELECT jsonb_path_query(r.input, '$.others[*]')) places
  WHERE place->>'repositoryId' ~ '^[1-9][0-9]{0,17}$';
ALTER TABLE runs FORCE ROW LEVEL SECURITY;
CALL wall_in('run_repositories');
GRANT SELECT, INSERT ON run_repositories TO lime_app;

CREATE INDEX runs_agent ON runs (tenant_id, provider, mode, id DESC) WHERE provider IS NOT NULL;
CREATE INDEX runs_mode ON runs (tenant_id, mode, id DESC) WHERE mode IS NOT NULL;
-- Those that are under way have an index of their own.
CREATE INDEX runs_ended ON runs (tenant_id, status, id DESC) WHERE status IN ('succeeded', 'failed', 'cancelled');

-- Nothing is allowed by a list that is empty: that was never taken.
ALTER TABLE default_agent_tools ADD CHECK (jsonb_array_length(allowed_tools) > 0);
