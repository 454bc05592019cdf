import { interleave } from '../interleave.ts';
import type { Bench, Part } from '../part.ts';
import { makeRow, type TableRow } from '../row.ts';
import { playRunner } from '../server/played-runner.ts';
import { startServer } from '../server/start-server.ts';
import { percentile } from '../statistics.ts';
import { startAgent } from './start-agent.ts';
import { askModel, type ModelSide } from './ask-model.ts';
import { startModel } from './start-model.ts';

const PAIRS = 200;
const STREAMS = 4;

/** What stands between an agent and its model: the token, the hold, the charge, the upstream's failures. */
export const gatewayPart: Part = {
  name: 'gateway',
  footnotes: [
    `gateway: each request carries 40 KB and is sent to the scripted model twice, directly and through the server, which of both first changing; overhead is the difference of the two. Streaming: ${STREAMS} answers of 1 MB of text at once, sent as fast as they are read.`,
  ],
  run: measureGateway,
};

async function measureGateway(bench: Bench): Promise<TableRow[]> {
  const model = await startModel();
  try {
    return await measureWith(bench, model.url);
  } finally {
    await model.stop();
  }
}

async function measureWith(bench: Bench, modelUrl: string): Promise<TableRow[]> {
  const server = await startServer({ databaseUrl: await bench.postgres.createDatabase(), tempDir: bench.tempDir, embeddedRunner: false, env: { ANTHROPIC_BASE_URL: modelUrl } });
  const agent = await startAgent(server, await playRunner(server, { providers: ['recipe', 'claude'] }));
  try {
    const ours: ModelSide = { url: `${server.origin}/model/anthropic`, headers: { authorization: `Bearer ${agent.token}` } };
    const direct: ModelSide = { url: modelUrl, headers: {} };
    await overheads(ours, direct, PAIRS);
    const turns = await interleave([0], bench.repeats, () => overheads(ours, direct, PAIRS));
    const overhead = (turns.get(0) ?? []).map((differences) => percentile(differences, 95));
    const middle = (turns.get(0) ?? []).map((differences) => percentile(differences, 50));
    bench.say(`overhead p50 ${middle.map((value) => value.toFixed(2)).join(', ')} ms, p95 ${overhead.map((value) => value.toFixed(2)).join(', ')} ms`);
    await throughput(ours, 0.5);
    const speeds = await interleave([ours, direct], bench.repeats, (side) => throughput(side, bench.seconds));
    return [
      makeRow({ id: 'gateway.overhead.p50', unit: 'ms', lowerIsBetter: true, ours: middle }),
      makeRow({ id: 'gateway.overhead.p95', unit: 'ms', lowerIsBetter: true, ours: overhead, goal: { kind: 'at-most', value: 5 } }),
      makeRow({ id: 'gateway.streaming', unit: 'MB/s', ours: speeds.get(ours) ?? [], theirs: speeds.get(direct) ?? [], goal: { kind: 'ratio-at-least', value: 0.9 } }),
    ];
  } finally {
    agent.stop();
    await server.stop();
  }
}

/** How much longer each request takes through the gateway than directly, in milliseconds. */
async function overheads(ours: ModelSide, direct: ModelSide, pairs: number): Promise<number[]> {
  const differences: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const [first, second] = pair % 2 === 0 ? [ours, direct] : [direct, ours];
    const times = new Map([[first, await askModel(first, 'a word')], [second, await askModel(second, 'a word')]]);
    differences.push((times.get(ours)?.milliseconds ?? 0) - (times.get(direct)?.milliseconds ?? 0));
  }
  return differences;
}

/** How much of streamed answers arrives, in megabytes a second. */
async function throughput(side: ModelSide, seconds: number): Promise<number> {
  const since = performance.now();
  const until = since + seconds * 1000;
  let bytes = 0;
  await Promise.all(Array.from({ length: STREAMS }, async () => {
    while (performance.now() < until) bytes += (await askModel(side, 'a book')).bytes;
  }));
  return bytes / 1e6 / ((performance.now() - since) / 1000);
}
