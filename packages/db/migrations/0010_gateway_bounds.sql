-- How long a tenant keeps the rows of its agents' calls of models, and what was kept with them. What they cost stays, in usage_records.
ALTER TABLE model_settings ADD COLUMN keep_days int NOT NULL DEFAULT 90 CHECK (keep_days BETWEEN 1 AND 3650);

CREATE INDEX model_calls_ended ON model_calls (tenant_id, ended_at) WHERE status <> 'open';
-- What is kept may be kept by several calls that said the same.
CREATE INDEX model_calls_request ON model_calls (tenant_id, request_sha256) WHERE request_sha256 IS NOT NULL;
CREATE INDEX model_calls_answer ON model_calls (tenant_id, answer_sha256) WHERE answer_sha256 IS NOT NULL;

-- The housekeeping finds the tenants that have something to remove; each is removed as the tenant.
GRANT SELECT (ended_at) ON model_calls TO lime_engine;
GRANT SELECT (tenant_id, keep_days) ON model_settings TO lime_engine;
