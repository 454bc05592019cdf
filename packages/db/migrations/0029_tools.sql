-- Reading was always allowed and named in no list; now it is, and commands go by the name of "bash".
ALTER TABLE default_agent_tools NO FORCE ROW LEVEL SECURITY;
UPDATE default_agent_tools SET allowed_tools = '["read", "grep"]'::jsonb
  || CASE WHEN allowed_tools ? 'edit' THEN '["edit"]'::jsonb ELSE '[]'::jsonb END
  || CASE WHEN allowed_tools ? 'shell' THEN '["bash"]'::jsonb ELSE '[]'::jsonb END;
ALTER TABLE default_agent_tools FORCE ROW LEVEL SECURITY;
