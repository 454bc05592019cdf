import { DiffMetadata, type SecretFinding } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

export type Secrets = { found: number; findings: SecretFinding[] };

/** What the runner that made a diff has found in it; artifacts are never changed, so this belongs to exactly that content. */
export async function readSecrets(tx: TenantRead, gate: { artifact_id: bigint }): Promise<Secrets> {
  const [row]: { secrets: unknown }[] = await tx.sql`SELECT metadata->'secrets' AS secrets FROM artifacts WHERE tenant_id = ${tx.tenantId} AND id = ${gate.artifact_id}`;
  return toSecrets(row?.secrets);
}

/** What stands in an artifact's metadata; a runner wrote it, so what is not understood counts as one finding. */
export function toSecrets(written: unknown): Secrets {
  const parsed = DiffMetadata.shape.secrets.safeParse(written ?? null);
  if (parsed.success) return parsed.data ?? { found: 0, findings: [] };
  return { found: 1, findings: [] };
}
