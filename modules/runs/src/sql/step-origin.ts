import type { Provider, WorkOrigin } from '@lime/contracts';
import type { TenantRead, TenantTx } from '@lime/db';

export async function readStepProvider(tx: TenantTx, runId: bigint, key: string): Promise<string | null> {
  const [step]: { provider: string | null }[] = await tx.sql`SELECT provider FROM run_steps WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND key = ${key}`;
  return step?.provider ?? null;
}

/** The change that a step has made, and its provider's memory of the conversation; `provider` null: none is wanted. */
export async function readStepContent(tx: TenantRead, runId: bigint, key: string, provider: Provider | null): Promise<Pick<WorkOrigin, 'patch' | 'session'>> {
  const rows: { kind: string; sha256: string; size: bigint }[] = await tx.sql`
    SELECT DISTINCT ON (a.kind) a.kind, a.sha256, a.size FROM artifacts a JOIN run_steps s ON s.tenant_id = a.tenant_id AND s.id = a.step_id
    WHERE a.tenant_id = ${tx.tenantId} AND a.run_id = ${runId} AND s.key = ${key} AND (a.kind = 'diff' OR (a.kind = 'session' AND a.metadata->>'provider' = ${provider}))
    ORDER BY a.kind, a.id DESC`;
  const content = (kind: string) => rows.filter((row) => row.kind === kind).map(({ sha256, size }) => ({ sha256, size: Number(size) }))[0] ?? null;
  const session = content('session');
  return { patch: content('diff'), session: session && provider && { ...session, provider } };
}

/** What the next attempt of a queued agent step starts from. */
export async function setStepOrigin(tx: TenantTx, runId: bigint, key: string, origin: WorkOrigin): Promise<void> {
  await tx.sql`
    UPDATE run_steps SET input = jsonb_set(input, '{from}', ${origin}::jsonb)
    WHERE tenant_id = ${tx.tenantId} AND run_id = ${runId} AND key = ${key} AND status = 'queued'`;
}
