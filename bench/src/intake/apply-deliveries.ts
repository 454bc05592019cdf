import { join } from 'node:path';

export type IntakePlan = { url: string; connections: number; seconds: number; headers: Record<string, string>; body: string };
/** `p99`: milliseconds from request to answer. */
export type IntakeResult = { perSecond: number; p99: number; failed: number };

const NODE = join(import.meta.dirname, '../../../node_modules/node/bin/node');

/** Sends deliveries from another process. Throws when any was refused: a refusal is quick and would count as speed. */
export async function applyDeliveries(plan: IntakePlan): Promise<IntakeResult> {
  const child = Bun.spawn([NODE, join(import.meta.dirname, 'load.ts'), JSON.stringify(plan)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text, code] = await Promise.all([child.stdout.text(), child.exited]);
  if (code !== 0) throw new Error(`the load generator ended with exit code ${code}`);
  const result: IntakeResult = JSON.parse(text);
  if (result.failed > 0) throw new Error(`${result.failed} deliveries were refused`);
  return result;
}
