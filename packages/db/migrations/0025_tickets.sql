-- Comments of agents, of the platform and of people at a forge stand beside those of members.
ALTER TABLE ticket_comments
  ALTER COLUMN author_user_id DROP NOT NULL,
  ADD COLUMN author_kind text NOT NULL DEFAULT 'user' CHECK (author_kind IN ('user', 'agent', 'system', 'forge')),
  -- Of all but users, whose name is read where they are kept.
  ADD COLUMN author_name text,
  -- The run that it tells of, and where at the forge it was said.
  ADD COLUMN run_id bigint,
  ADD COLUMN url text,
  -- What it tells of, named so that it is told once however often it is heard: 'run:12'.
  ADD COLUMN about text,
  ADD CHECK ((author_kind = 'user') = (author_user_id IS NOT NULL)),
  ADD CHECK ((author_kind = 'user') = (author_name IS NULL));
CREATE UNIQUE INDEX ticket_comments_about ON ticket_comments (tenant_id, ticket_id, about) WHERE about IS NOT NULL;

ALTER TABLE projects
  -- Who does the same work side by side when attempts are asked for and nobody is named: [{"provider": "claude"}, …].
  ADD COLUMN attempts jsonb NOT NULL DEFAULT '[]',
  -- The only files that runs of the project may change; empty: all.
  ADD COLUMN allowed_paths jsonb NOT NULL DEFAULT '[]',
  -- Whether a remark on a pull request may start a follow-up, as a review that asks for changes does.
  ADD COLUMN follow_comments boolean NOT NULL DEFAULT false;

-- The runs that wait for a signal of this name.
CREATE INDEX run_steps_signal ON run_steps (tenant_id, signal) WHERE kind = 'wait' AND status = 'waiting';
-- Whether the bytes of a deleted file are still another's.
CREATE INDEX ticket_attachments_sha256 ON ticket_attachments (tenant_id, sha256);
