import { BudgetView, Project } from '@lime/contracts';
import { z } from 'zod';
import type { Client } from './client.ts';

const lookEveryMs = 250;

const Projects = z.object({ items: z.array(Project) });
const Budgets = z.object({ items: z.array(BudgetView) });

/**
 * Gives the first project a budget, and looks at it all the while. `stop` returns the most that
 * was ever spent and reserved together.
 */
export async function watchBudget(client: Client, options: { limitCents: number; key: string; signal: AbortSignal }): Promise<{ stop(): Promise<number> }> {
  const project = Projects.parse((await client.get('/projects')).body).items[0];
  await client.post('/project-budgets', options.key, { projectId: project?.id, period: 'monthly', limitCents: options.limitCents });
  let most = 0;
  let stopped = false;
  const watching = (async () => {
    while (!stopped && !options.signal.aborted) {
      const answer = await client.get(`/project-budgets?projectId=${project?.id}`);
      for (const budget of Budgets.parse(answer.body).items) most = Math.max(most, budget.spentCents + budget.reservedCents);
      await Bun.sleep(lookEveryMs);
    }
  })();
  // Its failure is the client's end; whoever stops it hears of it.
  watching.catch(() => undefined);
  return {
    stop: async () => {
      stopped = true;
      await watching;
      return most;
    },
  };
}
