import type { TenantTx } from '@lime/db';

/** What people have said to a run past `after`. */
export async function readMessages(tx: TenantTx, runId: bigint, after: number): Promise<{ seq: number; text: string }[]> {
  const messages: { seq: bigint; text: string }[] = await tx.sql`
    SELECT seq, body->>'text' AS text FROM run_events
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND seq > ${after} AND body->>'type' = 'user_message' ORDER BY seq`;
  return messages.map((message) => ({ seq: Number(message.seq), text: message.text }));
}
