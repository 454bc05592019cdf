-- SHA-256 of the token that opens the model gateway for a step's current claim. Every claim replaces it;
-- it opens nothing once the step no longer runs.
ALTER TABLE run_steps ADD COLUMN gateway_hash bytea;

-- What people set (limits, the most that a run may cost) is in cents; what is metered is in micros, millionths
-- of a dollar: one answer of a model costs fractions of a cent.
ALTER TABLE runs ALTER COLUMN cost_cents TYPE bigint USING cost_cents * 10000;
ALTER TABLE runs RENAME COLUMN cost_cents TO cost_micros;
ALTER TABLE budget_reservations ALTER COLUMN charged_cents TYPE bigint USING charged_cents * 10000;
ALTER TABLE budget_reservations RENAME COLUMN charged_cents TO charged_micros;
ALTER TABLE usage_records ALTER COLUMN cost_cents TYPE bigint USING cost_cents * 10000;
ALTER TABLE usage_records RENAME COLUMN cost_cents TO cost_micros;
-- input_tokens counts all that was read; these are the parts of it that came from, or went to, the model's cache.
ALTER TABLE usage_records ADD COLUMN cache_read_tokens bigint NOT NULL DEFAULT 0, ADD COLUMN cache_write_tokens bigint NOT NULL DEFAULT 0;
