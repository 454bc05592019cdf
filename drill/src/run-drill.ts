import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClient } from './client.ts';
import { freePort } from './free-port.ts';
import { makeOrigin } from './origin-repository.ts';
import { planDrill, showSchedule } from './plan-drill.ts';
import { playUnderKills } from './play-under-kills.ts';
import type { Proof } from './prove/evidence.ts';
import { proveAll } from './prove/prove-all.ts';
import type { DrillOptions } from './read-options.ts';
import { superviseServer } from './supervised-server.ts';
import { watchBudget } from './watch-budget.ts';

export type DrillResult = { proofs: Proof[]; seconds: number };

/** Room for fewer runs than are wanted at once, so that starts compete for it. */
const budgetLimitCents = 600;

/** A drill that takes longer than this has got stuck. Seconds. */
const longest = (options: DrillOptions) => 90 + options.runs * 3 + options.kills * 8;

/** Carries the whole drill out: work under kills, then the proofs. `say` gets a line at a time. */
export async function runDrill(options: DrillOptions, say: (line: string) => void): Promise<DrillResult> {
  const started = performance.now();
  const plan = planDrill(options);
  const marker = `lime-drill-${crypto.randomUUID().slice(0, 8)}`;
  const folder = await mkdtemp(join(tmpdir(), `${marker}-`));
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  say(`drill: ${options.runs} runs, ${options.kills} kills, seed ${options.seed}, in ${folder}`);
  say(`schedule: ${showSchedule(plan.kills)}`);
  const origin = await makeOrigin(folder);
  const server = superviseServer({ dataDir, port: freePort(), marker });
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(longest(options) * 1000)]);
  const client = openClient(server.origin, dataDir, signal);
  try {
    const budget = await watchBudget(client, { limitCents: budgetLimitCents, key: `${marker}-budget`, signal });
    const played = await playUnderKills(plan, { client, repository: origin.url, marker, signal }, server, say);
    const mostHeldCents = await budget.stop();
    const proofs = await proveAll({ played, origin, budgetLimitCents, mostHeldCents }, { server, client, folder, marker });
    return { proofs, seconds: Math.round((performance.now() - started) / 1000) };
  } finally {
    over.abort();
    await server.stop();
    if (!options.keep) await rm(folder, { recursive: true, force: true });
  }
}
