import { SQL } from 'bun';

/** A board that was filled with so many tickets: their ids lie between `first` and `last`. */
export type Seeded = { projectId: string; first: number; last: number };

/** Fills a project's board: six equal columns, a run for every twentieth ticket, a label for every tenth, words of all frequencies. */
export async function seedBoard(databaseUrl: string, projectId: string, count: number): Promise<Seeded> {
  const sql = new SQL({ url: databaseUrl, max: 1, connection: { search_path: 'lime' } });
  const [board]: { id: string; tenant_id: string; user_id: string }[] = await sql`
    SELECT b.id::text, b.tenant_id::text, (SELECT min(id)::text FROM users WHERE tenant_id = b.tenant_id) AS user_id FROM boards b WHERE project_id = ${projectId}`;
  if (!board) throw new Error('the project has no board');
  const [tenant, project, user] = [Number(board.tenant_id), Number(projectId), Number(board.user_id)];
  await sql.unsafe(`
    INSERT INTO tickets (tenant_id, project_id, board_id, number, column_key, position, title, description_md, priority, created_by)
    SELECT ${tenant}, ${project}, ${Number(board.id)}, n, (ARRAY['backlog', 'todo', 'in_progress', 'code_review', 'qa', 'done'])[1 + n % 6], 'g' || lpad(n::text, 7, '0'),
      'Totals of the ' || (ARRAY['basket', 'invoice', 'report', 'ledger', 'statement', 'refund', 'transfer'])[1 + n % 7] || ' lose ' || 'part' || n % 101,
      'Seen with order ' || 'ord' || n % 10007 || ' since batch ' || 'bat' || n % 1009 || E'.\\n\\nAdding the amounts one by one gives another sum than adding them by the tax rate; see trace' || n || '.', 1 + n % 3, ${user}
    FROM generate_series(1, ${count}) n`);
  await sql.unsafe(`UPDATE projects SET last_ticket_number = ${count} WHERE id = ${project}`);
  await sql.unsafe(`
    WITH made AS (INSERT INTO runs (tenant_id, project_id, ticket_id, workflow, title, spec, input, status, cost_micros, ended_at)
      SELECT tenant_id, project_id, id, 'factory.change.v1', title, '{}', '{}', 'succeeded', 12345, now() FROM tickets WHERE project_id = ${project} AND number % 20 = 0 RETURNING id, ticket_id)
    UPDATE tickets t SET latest_run_id = made.id FROM made WHERE t.id = made.ticket_id`);
  await sql.unsafe(`WITH label AS (INSERT INTO labels (tenant_id, name, color) VALUES (${tenant}, 'bug', '#ff0000') RETURNING id)
    INSERT INTO ticket_labels (tenant_id, ticket_id, label_id) SELECT t.tenant_id, t.id, label.id FROM tickets t, label WHERE t.project_id = ${project} AND t.number % 10 = 0`);
  await sql.unsafe('VACUUM ANALYZE tickets');
  await sql.unsafe('ANALYZE');
  await sql.unsafe('CHECKPOINT');
  const [range]: { first: string; last: string }[] = await sql`SELECT min(id)::text AS first, max(id)::text AS last FROM tickets WHERE project_id = ${projectId}`;
  await sql.close();
  return { projectId, first: Number(range?.first), last: Number(range?.last) };
}
