-- Entries of the log are numbered and dated by the database alone: nobody writes one into the past.
REVOKE INSERT ON audit_log FROM lime_app;
GRANT INSERT (tenant_id, actor_user_id, actor, action, target_type, target_id, payload, correlation_id) ON audit_log TO lime_app;

-- Who has made a hook, as long as they are a member.
ALTER TABLE hooks ADD COLUMN created_by bigint,
  ADD FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (created_by);
ALTER TABLE hooks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
UPDATE hooks h SET created_by = l.actor_user_id FROM audit_log l, users u
  WHERE l.tenant_id = h.tenant_id AND l.action = 'hook.create' AND l.target_type = 'hook' AND l.target_id = h.id AND u.tenant_id = l.tenant_id AND u.id = l.actor_user_id;
ALTER TABLE hooks FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;

-- Code diffs are listed across runs, the newest first.
CREATE INDEX artifacts_diffs ON artifacts (tenant_id, id DESC) WHERE kind IN ('diff', 'repository_diff');
