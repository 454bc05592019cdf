import type { EngineTx } from '@lime/db';
import type { RunnerTokenRow } from './runner-tokens.ts';

export async function readSharedTokens(tx: EngineTx): Promise<RunnerTokenRow[]> {
  return await tx.sql`SELECT id, name, created_at, last_used_at, revoked_at FROM shared_runner_tokens ORDER BY id DESC LIMIT 200`;
}

export async function insertSharedToken(tx: EngineTx, token: { name: string; tokenHash: Uint8Array }): Promise<RunnerTokenRow> {
  const [row]: RunnerTokenRow[] = await tx.sql`
    INSERT INTO shared_runner_tokens (name, token_hash) VALUES (${token.name}, ${token.tokenHash})
    RETURNING id, name, created_at, last_used_at, revoked_at`;
  if (!row) throw new Error('the shared runner token was not inserted');
  return row;
}

/** Those that still hold, of this id or of this name; what their runners had in hand goes to others. */
export async function revokeSharedTokens(tx: EngineTx, which: { id: bigint } | { name: string }): Promise<bigint[]> {
  const [id, name] = 'id' in which ? [which.id, null] : [null, which.name];
  const rows: { id: bigint }[] = await tx.sql`
    UPDATE shared_runner_tokens SET revoked_at = now() WHERE (id = ${id}::bigint OR name = ${name}::text) AND revoked_at IS NULL RETURNING id`;
  // Nobody else can speak for a step than the token that claimed it: with that gone its lease is over, and the step goes to another.
  await tx.sql`
    UPDATE run_steps s SET lease_expires_at = now(), due_at = now()
    FROM shared_runners n, jsonb_array_elements_text(${rows.map((row) => String(row.id))}::jsonb) t
    WHERE n.token_id = t.value::bigint AND s.shared_runner_id = n.id AND s.status = 'running'`;
  return rows.map((row) => row.id);
}
