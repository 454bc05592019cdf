-- Labels that a runner must have to be given the step; from the work itself, so that they cannot differ.
ALTER TABLE run_steps ADD COLUMN labels jsonb NOT NULL
  GENERATED ALWAYS AS (CASE WHEN kind = 'agent' AND jsonb_typeof(input->'labels') = 'array' THEN input->'labels' ELSE '[]' END) STORED;

-- Runners of the installation, which work for every tenant in turn. They have no tenant, so their tokens
-- are made only by who runs the server. Their ids come from the same sequences as those of tenants' own.
CREATE TABLE shared_runner_tokens (
  id bigint PRIMARY KEY DEFAULT nextval('runner_tokens_id_seq'),
  name text NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE TABLE shared_runners (
  id bigint PRIMARY KEY DEFAULT nextval('runners_id_seq'),
  token_id bigint NOT NULL REFERENCES shared_runner_tokens ON DELETE CASCADE,
  name text NOT NULL,
  labels jsonb NOT NULL,
  providers jsonb NOT NULL,
  recipes jsonb NOT NULL,
  capacity int NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (token_id, name)
);
GRANT USAGE ON SEQUENCE runners_id_seq, runner_tokens_id_seq TO lime_engine;
GRANT SELECT, INSERT, UPDATE ON shared_runner_tokens, shared_runners TO lime_engine;
-- A tenant sees what shared runners can do; a heartbeat, which is a tenant's transaction, notes that its runner lives.
GRANT SELECT (id, revoked_at) ON shared_runner_tokens TO lime_app;
GRANT SELECT, UPDATE (last_seen_at) ON shared_runners TO lime_app;

-- The shared runner that has the step; runner_id is null then.
ALTER TABLE run_steps ADD COLUMN shared_runner_id bigint REFERENCES shared_runners;
CREATE INDEX run_steps_on_shared ON run_steps (shared_runner_id) WHERE status = 'running' AND shared_runner_id IS NOT NULL;

-- When a shared runner last took up a step of the tenant: of those with equally many in flight, the one served longest ago is next.
CREATE TABLE shared_turns (
  tenant_id bigint PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  served_at timestamptz NOT NULL
);
CALL wall_in('shared_turns');
GRANT SELECT, INSERT, UPDATE ON shared_turns TO lime_app;
GRANT SELECT ON shared_turns TO lime_engine;
-- Names the tenant to runners without telling which it is: what they keep of one tenant's work stays apart from another's.
ALTER TABLE tenants ADD COLUMN cache_key uuid NOT NULL DEFAULT gen_random_uuid();

-- What the choice of the next tenant looks at: nothing of what the work is.
GRANT SELECT (kind, provider, labels, parent_step_id, item_limit, run_after, shared_runner_id) ON run_steps TO lime_engine;
GRANT SELECT ON concurrency_limits TO lime_engine;

-- How many steps each shared runner has in hand, over all tenants: the one thing that a tenant learns of the others.
CREATE FUNCTION shared_runner_load() RETURNS TABLE (runner_id bigint, busy int) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = lime, pg_temp
  AS $$ SELECT shared_runner_id, count(*)::int FROM lime.run_steps WHERE status = 'running' AND shared_runner_id IS NOT NULL GROUP BY 1 $$;
REVOKE ALL ON FUNCTION shared_runner_load() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shared_runner_load() TO lime_app;
-- It sees what the engine sees. Whoever is to own a function must be able to create one, for as long as it takes.
GRANT CREATE ON SCHEMA lime TO lime_engine;
ALTER FUNCTION shared_runner_load() OWNER TO lime_engine;
REVOKE CREATE ON SCHEMA lime FROM lime_engine;
