import { z } from 'zod';
import { describeMisfit } from './describe-misfit.ts';
import { viewTree } from './view-tree.ts';
import type { FindingsRead } from './findings-read.ts';

const mostTickets = 100;

const PlanAnswer = z.object({
  summary: z.string().trim().min(1).max(20_000),
  tickets: z.array(z.object({
    title: z.string().trim().min(1).max(300),
    description: z.string().max(20_000).default(''),
    paths: z.array(z.string()).max(500).default([]),
    dependsOn: z.array(z.int()).max(mostTickets).default([]),
  })).max(mostTickets),
});

/** Takes a model's plan. Paths that are not in the repository are left out, and said; so is what a ticket cannot wait for, as it does not come before it. */
export async function readPlan(value: unknown, tree: string): Promise<FindingsRead> {
  const parsed = PlanAnswer.safeParse(value);
  if (!parsed.success) return { ok: false, message: describeMisfit(parsed.error) };
  const view = viewTree(tree);
  const dropped = new Set<string>();
  const known = async (paths: string[]) => {
    const kept: string[] = [];
    for (const path of paths) {
      const found = await view.find(path);
      if (found) kept.push(found.path);
      else dropped.add(path);
    }
    return kept;
  };
  const tickets = [];
  for (const [index, ticket] of parsed.data.tickets.entries()) tickets.push({ ...ticket, paths: await known(ticket.paths), dependsOn: [...new Set(ticket.dependsOn)].filter((number) => number >= 1 && number <= index) });
  const notes = dropped.size === 0 ? [] : [`Left out of the plan, because the repository has no such files:\n${[...dropped].join('\n')}`];
  return { ok: true, findings: { mode: 'plan', plan: { summary: parsed.data.summary, files: [], tickets } }, notes };
}
