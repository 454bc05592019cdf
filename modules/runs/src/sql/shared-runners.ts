import type { RegisterBody } from '@lime/contracts';
import type { EngineTx } from '@lime/db';
import type { z } from 'zod';

/** Adds a shared runner, or updates the one of the same token and name; notes that the token was used. */
export async function upsertSharedRunner(tx: EngineTx, tokenId: bigint, body: z.output<typeof RegisterBody>): Promise<bigint> {
  const [row]: { id: bigint }[] = await tx.sql`
    INSERT INTO shared_runners (token_id, name, labels, providers, capacity, recipes)
    VALUES (${tokenId}, ${body.name}, ${body.labels}::jsonb, ${body.providers}::jsonb, ${body.capacity}, ${body.recipes}::jsonb)
    ON CONFLICT (token_id, name)
    DO UPDATE SET labels = excluded.labels, providers = excluded.providers, capacity = excluded.capacity, recipes = excluded.recipes, last_seen_at = now()
    RETURNING id`;
  if (!row) throw new Error('the shared runner was not registered');
  await tx.sql`UPDATE shared_runner_tokens SET last_used_at = now() WHERE id = ${tokenId}`;
  return row.id;
}

/** Notes that a shared runner lives. */
export async function noteSharedRunner(tx: EngineTx, runner: { id: bigint; tokenId: bigint }): Promise<void> {
  await tx.sql`UPDATE shared_runners SET last_seen_at = now() WHERE id = ${runner.id} AND token_id = ${runner.tokenId}`;
}

/** Of these runs, whosever they are, the ones that have not ended. */
export async function readOpenRuns(tx: EngineTx, runIds: string[]): Promise<string[]> {
  const rows: { id: bigint }[] = await tx.sql`
    SELECT id FROM runs WHERE status IN ('queued', 'running', 'waiting') AND id = ANY (${`{${runIds.join(',')}}`}::bigint[])`;
  return rows.map((row) => String(row.id));
}
