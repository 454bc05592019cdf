-- A board names its project, and goes with it: a second key from the tickets to it only cost every insert a look.
ALTER TABLE tickets DROP CONSTRAINT tickets_tenant_id_project_id_fkey;
-- By which a board that goes finds what stands on it, the deleted included: else it would read every ticket of its project.
-- The project stands before the board, so that nobody takes this index for a column's: it has no order.
CREATE INDEX tickets_board ON tickets (tenant_id, project_id, board_id);
