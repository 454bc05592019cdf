import { join } from 'node:path';

export type LoadRequest = { method: 'GET' | 'POST'; path: string; headers?: Record<string, string>; body?: string };
export type LoadPlan = { url: string; connections: number; seconds: number; requests: LoadRequest[] };
export type LoadResult = { requestsPerSecond: number; failed: number };

const NODE = join(import.meta.dirname, '../../../node_modules/node/bin/node');

/** Sends the plan's requests from another process and counts the answers. Throws when any failed: a refusal is quick and would count as speed. */
export async function applyLoad(plan: LoadPlan): Promise<number> {
  const child = Bun.spawn([NODE, join(import.meta.dirname, 'load.ts'), JSON.stringify(plan)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text, code] = await Promise.all([child.stdout.text(), child.exited]);
  if (code !== 0) throw new Error(`the load generator ended with exit code ${code}`);
  const result: LoadResult = JSON.parse(text);
  if (result.failed > 0) throw new Error(`${result.failed} requests to ${plan.url}${plan.requests[0]?.path} failed`);
  return result.requestsPerSecond;
}
