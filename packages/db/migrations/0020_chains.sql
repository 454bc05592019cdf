-- What a project's runs go through before people are asked, unless they say otherwise.
ALTER TABLE projects ADD COLUMN chain jsonb NOT NULL DEFAULT '[]', ADD COLUMN max_rounds int NOT NULL DEFAULT 2 CHECK (max_rounds BETWEEN 1 AND 4);

-- Instructions go with the repository that they are about.
DELETE FROM custom_instructions c WHERE c.scope_type = 'repository' AND NOT EXISTS (SELECT 1 FROM repositories r WHERE r.tenant_id = c.tenant_id AND r.id = c.scope_id);
ALTER TABLE custom_instructions ADD COLUMN repository_id bigint GENERATED ALWAYS AS (CASE WHEN scope_type = 'repository' THEN scope_id END) STORED;
ALTER TABLE custom_instructions ADD FOREIGN KEY (tenant_id, repository_id) REFERENCES repositories (tenant_id, id) ON DELETE CASCADE;
CREATE INDEX custom_instructions_repository ON custom_instructions (tenant_id, repository_id) WHERE repository_id IS NOT NULL;
