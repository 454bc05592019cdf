import { z } from 'zod';
import { AgentOutput, Provider } from '@lime/contracts';
import type { TenantRead } from '@lime/db';

const Input = z.object({ provider: Provider, recipe: z.object({ name: z.string() }).nullish() });
const Pull = z.object({ url: z.string() });
const Output = z.object({ pullRequest: z.union([z.object({ repositories: z.array(Pull) }), Pull]).nullish(), branch: z.string().nullish() });

/** Who did the work of a run, and what it came to in words; null for a run that no agent worked in. */
export async function readWorkEnd(tx: TenantRead, runId: bigint): Promise<{ agent: string; summary: string | null } | null> {
  const [row]: { input: unknown; output: unknown; work: unknown }[] = await tx.sql`
    SELECT r.input, r.output, (
      SELECT s.output FROM run_steps s WHERE s.tenant_id = r.tenant_id AND s.run_id = r.id AND s.kind = 'agent' AND s.status = 'succeeded' ORDER BY s.position DESC LIMIT 1) AS work
    FROM runs r WHERE r.tenant_id = ${tx.tenantId} AND r.id = ${runId}`;
  const input = Input.safeParse(row?.input).data;
  if (!row || !input) return null;
  const said = [AgentOutput.safeParse(row.work).data?.summary ?? '', ...whereTo(row.output)].filter((part) => part !== '');
  return { agent: input.recipe?.name ?? input.provider, summary: said.length === 0 ? null : said.join('\n\n') };
}

function whereTo(output: unknown): string[] {
  const { pullRequest, branch } = Output.safeParse(output).data ?? {};
  if (pullRequest) return ('repositories' in pullRequest ? pullRequest.repositories : [pullRequest]).map(({ url }) => `Pull request: ${url}`);
  return branch ? [`Branch: \`${branch}\``] : [];
}
