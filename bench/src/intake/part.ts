import { createHmac } from 'node:crypto';
import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' };
import { CreatedWebhook, DeliveryView, pageOf } from '@lime/contracts';
import { interleave } from '../interleave.ts';
import type { Bench, Part } from '../part.ts';
import { makeRow } from '../row.ts';
import { startServer, type Server } from '../server/start-server.ts';
import { applyDeliveries, type IntakePlan, type IntakeResult } from './apply-deliveries.ts';
import { startBare } from './start-bare.ts';

const CONNECTIONS = 32;
const BODY = JSON.stringify(examples.find(({ name }) => name === 'workflow_run')?.examples[0]);

export const intakePart: Part = {
  name: 'intake',
  footnotes: [
    `intake: deliveries of one recorded workflow_run (${Math.round(BODY.length / 1000)} kB) over ${CONNECTIONS} kept-alive connections from a process of its own. intake.deliveries: a server of the role api verifies the signature, stores the delivery once by its id, with a job, and answers; intake.deliveries.handled: one of all roles, which handles the jobs meanwhile. Theirs: bare INSERTs of the same deliveries, ${CONNECTIONS} at once over 16 connections, each committed by itself, without HTTP. Ours compresses bodies before they go to Postgres, theirs leaves it to Postgres.`,
  ],
  run: async (bench) => {
    const [api, all] = [await open(bench, 'api'), await open(bench, 'all')];
    const bare = startBare({ url: await bench.postgres.createDatabase(), connections: CONNECTIONS, headers: api.plan.headers, body: BODY });
    try {
      const { intake, handled, theirs } = await compare(bench, { api: () => applyDeliveries(api.plan), all: async () => drained(all, await applyDeliveries(all.plan)), bare: () => bare.insert(bench.seconds) });
      const rates = (turns: IntakeResult[]) => turns.map((turn) => turn.perSecond);
      return [
        makeRow({ id: 'intake.deliveries', unit: 'deliveries/s', ours: rates(intake), theirs, goal: { kind: 'ratio-at-least', value: 0.5 } }),
        makeRow({ id: 'intake.answer.p99', unit: 'ms', lowerIsBetter: true, ours: intake.map((turn) => turn.p99), goal: { kind: 'at-most', value: 50 } }),
        makeRow({ id: 'intake.deliveries.handled', unit: 'deliveries/s', ours: rates(handled), theirs }),
      ];
    } finally {
      await Promise.all([bare.stop(), api.stop(), all.stop()]);
    }
  },
};

type OpenServer = { server: Server; plan: IntakePlan; stop(): Promise<void> };

async function open(bench: Bench, role: 'api' | 'all'): Promise<OpenServer> {
  const server = await startServer({ databaseUrl: await bench.postgres.createDatabase(), tempDir: bench.tempDir, embeddedRunner: false, env: { LIME_ROLE: role } });
  const webhook = await server.api(CreatedWebhook, 'POST', '/webhooks', { provider: 'github', name: 'bench' });
  const signature = createHmac('sha256', webhook.secret).update(BODY).digest('hex');
  const headers = { 'content-type': 'application/json', 'user-agent': 'GitHub-Hookshot/bench', 'x-github-event': 'workflow_run', 'x-github-hook-id': '1', 'x-hub-signature-256': `sha256=${signature}` };
  return { server, plan: { url: server.origin + webhook.targetPath, connections: CONNECTIONS, seconds: bench.seconds, body: BODY, headers }, stop: server.stop };
}

/** Waits until nothing is left to be handled, which would fall on the next side's turn. */
async function drained<T>({ server }: OpenServer, result: T): Promise<T> {
  while ((await server.api(pageOf(DeliveryView), 'GET', '/webhook-deliveries?state=received&limit=1')).items.length > 0) await Bun.sleep(100);
  return result;
}

type Turns = { api: () => Promise<IntakeResult>; all: () => Promise<IntakeResult>; bare: () => Promise<number> };

/** All sides stand all the time and take turns; the first of each warms it up. */
async function compare(bench: Bench, turns: Turns): Promise<{ intake: IntakeResult[]; handled: IntakeResult[]; theirs: number[] }> {
  const figures = { intake: new Array<IntakeResult>(), handled: new Array<IntakeResult>(), theirs: new Array<number>() };
  const sides = [async () => figures.intake.push(await turns.api()), async () => figures.theirs.push(await turns.bare()), async () => figures.handled.push(await turns.all())];
  await interleave(sides, bench.repeats + 1, (take) => take());
  const [intake, handled, theirs] = [figures.intake.slice(1), figures.handled.slice(1), figures.theirs.slice(1)];
  intake.forEach((turn, index) => bench.say(`${Math.round(turn.perSecond)} deliveries/s, p99 ${turn.p99} ms; bare ${Math.round(theirs[index] ?? 0)} rows/s; handled meanwhile ${Math.round(handled[index]?.perSecond ?? 0)}/s, p99 ${handled[index]?.p99 ?? 0} ms`));
  return { intake, handled, theirs };
}
