-- SHA-256 of the token that opens the model gateway for a step's current claim. Every claim replaces it;
-- it opens nothing once the step no longer runs.
ALTER TABLE run_steps ADD COLUMN gateway_hash bytea;
