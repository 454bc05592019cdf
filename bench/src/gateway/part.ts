import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interleave } from '../interleave.ts';
import type { Bench, Part } from '../part.ts';
import { makeRow, type TableRow } from '../row.ts';
import { playRunner } from '../server/played-runner.ts';
import { startServer } from '../server/start-server.ts';
import { median, percentile } from '../statistics.ts';
import { measureOverhead } from './overhead.ts';
import { EVENTS_A_SECOND, PACED_STREAMS } from './pace.ts';
import { listenPaced } from './listen-paced.ts';
import { measureSaturated, STREAMS } from './saturated.ts';
import { startAgent } from './start-agent.ts';
import { type Model, startModel } from './start-model.ts';
import type { Ways } from './ways.ts';

const GOAL = { kind: 'ratio-at-least', value: 0.9 } as const;

/** What stands between an agent and its model: the token, the hold, the charge, the upstream's failures. */
export const gatewayPart: Part = {
  name: 'gateway',
  footnotes: [
    'gateway.overhead: each request carries 40 KB and is sent to the scripted model three times: directly, through the server, and directly again, in changing order; overhead is what the way through the server takes more than a direct one. Theirs is what the second direct one takes more than the first: what the machine alone adds.',
    `gateway.paced: ${PACED_STREAMS} answers at once, each of ${EVENTS_A_SECOND} events a second, as models speak. gateway.paced.delay.p95: from when the model wrote an event until the agent has it.`,
    `gateway.saturated: ${STREAMS} answers of 1 MB of text at once, sent as fast as they are read: agent, gateway and model share the cores.`,
  ],
  run: measureGateway,
};

async function measureGateway(bench: Bench): Promise<TableRow[]> {
  const model = await startModel();
  try {
    return await withServer(bench, model);
  } finally {
    await model.stop();
  }
}

async function withServer(bench: Bench, model: Model): Promise<TableRow[]> {
  const server = await startServer({ databaseUrl: await bench.postgres.createDatabase(), tempDir: bench.tempDir, embeddedRunner: false, env: { LIME_MODELS: await nameModels(bench, model) } });
  const agent = await startAgent(server, await playRunner(server, { providers: ['recipe', 'claude'] }));
  try {
    return await measure(bench, {
      ours: { url: `${server.origin}/model/anthropic`, headers: { authorization: `Bearer ${agent.token}` } },
      direct: { url: model.url, headers: {} },
      pacedDirect: { url: model.pacedUrl, headers: {} },
      pids: { gateway: server.pid, model: model.pid, agent: process.pid },
    });
  } finally {
    agent.stop();
    await server.stop();
  }
}

/** The paced model has a name of its own, all others go to the fast one. */
async function nameModels(bench: Bench, model: Model): Promise<string> {
  const file = join(bench.tempDir, 'models.json');
  const upstreams = [{ name: 'paced', protocol: 'anthropic', baseUrl: model.pacedUrl, models: ['claude-sonnet-4-5'] }, { name: 'fast', protocol: 'anthropic', baseUrl: model.url, models: ['claude-haiku-4-5'] }];
  await writeFile(file, JSON.stringify({ upstreams, defaults: { claude: 'claude-haiku-4-5' } }));
  return file;
}

async function measure(bench: Bench, ways: Ways): Promise<TableRow[]> {
  const overhead = await measureOverhead(bench, ways);
  const paced = await interleave([ways.ours, ways.pacedDirect], bench.repeats + 1, (side) => listenPaced(side, bench.seconds));
  const [ours = [], theirs = []] = [ways.ours, ways.pacedDirect].map((side) => (paced.get(side) ?? []).slice(1));
  const late = (heard: typeof ours) => heard.map(({ delays }) => percentile(delays, 95));
  bench.say(`paced: delay p50 ${median(ours.map(({ delays }) => median(delays))).toFixed(2)} ms, direct ${median(theirs.map(({ delays }) => median(delays))).toFixed(2)} ms`);
  return [
    ...overhead,
    makeRow({ id: 'gateway.paced', unit: 'events/s', ours: ours.map(({ perSecond }) => perSecond), theirs: theirs.map(({ perSecond }) => perSecond), goal: GOAL }),
    makeRow({ id: 'gateway.paced.delay.p95', unit: 'ms', lowerIsBetter: true, ours: late(ours), theirs: late(theirs) }),
    makeRow({ id: 'gateway.saturated', unit: 'MB/s', ...(await measureSaturated(bench, ways)), goal: GOAL }),
  ];
}
