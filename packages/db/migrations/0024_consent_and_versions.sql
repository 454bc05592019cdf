-- The addresses that GitHub called verified at the person's last sign-in, in lower case: invitations to them are the
-- person's to answer.
ALTER TABLE people ADD COLUMN emails jsonb NOT NULL DEFAULT '[]';

-- Declined by who it was for; `revoked_at` is set with it, so that it is open no more.
ALTER TABLE invitations ADD COLUMN declined_at timestamptz;

-- What people change has a version, which every change of its row raises, whatever statement makes it.
CREATE FUNCTION raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;

ALTER TABLE users ADD COLUMN version int NOT NULL DEFAULT 1;
CREATE TRIGGER raise_version BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION raise_version();

ALTER TABLE tenants ADD COLUMN version int NOT NULL DEFAULT 1;
CREATE TRIGGER raise_version BEFORE UPDATE ON tenants FOR EACH ROW EXECUTE FUNCTION raise_version();

-- The counter of a project's tickets is nothing that people read or write.
ALTER TABLE projects ADD COLUMN version int NOT NULL DEFAULT 1;
CREATE TRIGGER raise_version BEFORE UPDATE ON projects FOR EACH ROW WHEN (OLD.last_ticket_number = NEW.last_ticket_number) EXECUTE FUNCTION raise_version();

ALTER TABLE env_var_sets ADD COLUMN version int NOT NULL DEFAULT 1;
CREATE TRIGGER raise_version BEFORE UPDATE ON env_var_sets FOR EACH ROW EXECUTE FUNCTION raise_version();

-- An answer is kept after the work where that asks another server; until then, what it came to is not known.
ALTER TABLE idempotency_keys ALTER COLUMN status DROP NOT NULL;
GRANT UPDATE (status, body), DELETE ON idempotency_keys TO lime_app;
