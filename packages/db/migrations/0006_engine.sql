-- What the sweeper also reads: runs for which something has happened, and that nobody holds. Their
-- wake-up was lost with its job; a run that a worker takes up at once is here for milliseconds.
CREATE INDEX runs_woken ON runs (id) WHERE wake AND lease_expires_at IS NULL AND status IN ('queued', 'running', 'waiting');
-- The renewer of leases tells a worker in the middle of a tool that its run is asked to end.
GRANT SELECT (wake, cancel_requested_at) ON runs TO lime_engine;

-- The run whose reservation a child run spends: the root above it. Null for a root, which spends its own.
-- A root's cost_micros counts what it and all runs below it have cost.
ALTER TABLE runs ADD COLUMN budget_run_id bigint;

-- SHA-256 over the runner token and the random token that this claim was given: what a runner must
-- show. It stays when the step has ended, so that a repeated finish is recognised.
ALTER TABLE run_steps ADD COLUMN claim_hash bytea;

-- A limit can be taken away again.
GRANT DELETE ON concurrency_limits TO lime_app;
