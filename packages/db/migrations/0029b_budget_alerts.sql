-- A limit that is changed is told of anew: what was reached of the one before says nothing about it.
ALTER TABLE budget_alerts DROP CONSTRAINT budget_alerts_tenant_id_budget_id_period_start_percent_key;
ALTER TABLE budget_alerts ADD UNIQUE (tenant_id, budget_id, period_start, percent, limit_cents);
