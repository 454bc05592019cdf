import type { AgentMode, AgentTool, Instruction, Provider } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

/** `any`: what holds for every agent. */
export type GuidedProvider = Provider | 'any';

/** What a run is about, from the widest to the narrowest; null where there is none. */
export type InstructionPlace = { projectId: bigint; /** The main one first. */ repositoryIds: bigint[]; ticketId: bigint | null };

export type InstructionRow = { source: Instruction['source']; id: bigint; version: number; content_md: string; allowed_paths: string[]; repository_id: bigint | null };

/** What holds for a run, the weightiest last. */
export async function readInstructions(tx: TenantRead, { provider, mode, projectId, repositoryIds, ticketId }: InstructionPlace & { provider: GuidedProvider; mode: AgentMode }): Promise<InstructionRow[]> {
  return await tx.sql`
    SELECT source, repository_id, id, version, content_md, allowed_paths FROM (
      SELECT 'default' AS source, 0 AS rank, CASE provider WHEN 'any' THEN 1 ELSE 0 END AS priority, NULL::bigint AS repository_id, id, version, content_md, '[]'::jsonb AS allowed_paths
      FROM default_agent_instructions WHERE tenant_id = ${tx.tenantId} AND enabled AND provider IN ('any', ${provider})
      UNION ALL
      SELECT scope_type, array_position(ARRAY['tenant', 'project', 'repository', 'ticket'], scope_type), priority, repository_id, id, version, content_md, allowed_paths
      FROM custom_instructions WHERE tenant_id = ${tx.tenantId} AND enabled AND mode IN ('any', ${mode})
        AND (scope_type = 'tenant' OR (scope_type = 'project' AND scope_id = ${projectId}) OR (scope_type = 'repository' AND scope_id = ANY (${repositoryList(repositoryIds)}::text::bigint[])) OR (scope_type = 'ticket' AND scope_id = ${ticketId}::bigint))
    ) AS held ORDER BY rank, array_position(${repositoryList(repositoryIds)}::text::bigint[], repository_id), priority DESC, id`;
}

/** As Postgres writes an array: Bun.SQL cannot bind an empty one of bigints. */
function repositoryList(ids: bigint[]): string {
  return `{${ids.join(',')}}`;
}

export type ToolListRow = { id: bigint; provider: GuidedProvider; allowed_tools: AgentTool[] };

/** The lists that say what this provider's agents may do. */
export async function readToolLists(tx: TenantRead, provider: GuidedProvider): Promise<ToolListRow[]> {
  return await tx.sql`SELECT id, provider, allowed_tools FROM default_agent_tools WHERE tenant_id = ${tx.tenantId} AND enabled AND provider IN ('any', ${provider}) ORDER BY provider, id`;
}
