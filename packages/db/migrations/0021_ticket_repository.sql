-- The tables of tickets and of repositories came from two hands; now that both stand, the one refers to the other.
ALTER TABLE tickets ADD FOREIGN KEY (tenant_id, repository_id) REFERENCES repositories (tenant_id, id) ON DELETE SET NULL (repository_id);
