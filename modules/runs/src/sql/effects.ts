import type { EffectView, Failure, Json, JsonObject } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';
import type { Attempted } from '../effects/effect-plan.ts';

export type EffectRow = {
  id: bigint;
  run_id: bigint;
  step_id: bigint;
  kind: string;
  idempotency_key: string;
  request: JsonObject;
  status: EffectView['status'];
  attempts: number;
  result: Json;
  error: Failure | null;
  updated_at: Date;
  /** An earlier attempt began and its end is not on record. */
  interrupted: boolean;
};

export type NewEffect = { runId: bigint; stepId: bigint; kind: string; idempotencyKey: string; request: JsonObject };

/** Writes the effect down and marks it as being attempted; an applied one is returned as it is. */
export async function beginEffect(tx: TenantTx, effect: NewEffect): Promise<EffectRow> {
  await tx.sql`
    INSERT INTO effects (tenant_id, run_id, step_id, kind, idempotency_key, request)
    VALUES (${tx.tenantId}, ${effect.runId}, ${effect.stepId}, ${effect.kind}, ${effect.idempotencyKey}, ${effect.request}::jsonb)
    ON CONFLICT (tenant_id, idempotency_key) DO NOTHING`;
  const [row]: EffectRow[] = await tx.sql`
    WITH before AS (
      SELECT id, status FROM effects WHERE tenant_id = ${tx.tenantId} AND idempotency_key = ${effect.idempotencyKey} FOR UPDATE)
    UPDATE effects e SET
      status = CASE WHEN before.status = 'applied' THEN e.status ELSE 'attempting' END,
      attempts = e.attempts + CASE WHEN before.status = 'applied' THEN 0 ELSE 1 END,
      updated_at = now()
    FROM before WHERE e.id = before.id AND e.tenant_id = ${tx.tenantId}
    RETURNING e.*, before.status IN ('attempting', 'unknown') AS interrupted`;
  if (!row) throw new Error(`effect ${effect.idempotencyKey} is not in the ledger`);
  return row;
}

/** Records how the attempt ended, also of a run that has ended meanwhile; false when a later attempt has begun since. */
export async function settleEffect(tx: TenantTx, begun: EffectRow, end: Attempted): Promise<boolean> {
  const result = end.kind === 'applied' ? JSON.stringify(end.result) : null;
  const error = end.kind === 'applied' ? null : end.kind === 'refused' ? end.error : { code: 'effect_unknown', message: end.reason };
  const rows: unknown[] = await tx.sql`
    UPDATE effects SET status = ${end.kind}, result = ${result}::text::jsonb, error = ${error}::jsonb, updated_at = now()
    WHERE tenant_id = ${tx.tenantId} AND id = ${begun.id} AND status IN ('attempting', 'unknown') AND attempts = ${begun.attempts}
    RETURNING id`;
  return rows.length > 0;
}

export async function readEffects(tx: TenantRead, runId: bigint): Promise<EffectRow[]> {
  return await tx.sql`SELECT * FROM effects WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} ORDER BY id`;
}
