import { RunDetail } from '@lime/contracts';
import type { Bench, Part } from '../part.ts';
import { makeRow } from '../row.ts';
import { playRunner } from '../server/played-runner.ts';
import { startLook } from '../server/start-look.ts';
import { startServer, type Server } from '../server/start-server.ts';
import { percentile } from '../statistics.ts';
import { keepLease } from '../server/keep-lease.ts';
import { speaker, type Speaker } from './say-events.ts';
import { startSubscribers, type Subscribers } from './start-subscribers.ts';

const SUBSCRIBERS = 500;
const PROCESSES = 2;
const EVENTS = 10_000;
const PER_SECOND = 60;
/** Shorter than this a percentile says little. */
const PACED_SECONDS = 5;

type Turn = { persistedPerSecond: number; p50: number; p95: number; lost: number; doubled: number };

export const eventsPart: Part = {
  name: 'events',
  footnotes: [
    `events: one run says ${EVENTS.toLocaleString('en')} events over the runner protocol, then ${PER_SECOND} a second, to ${SUBSCRIBERS} WebSocket subscribers in ${PROCESSES} processes on the same machine. Delivery: from the moment when the runner says an event until a subscriber has it; the runner sends at once (a real one gathers events first, for up to 50 ms).`,
  ],
  run: async (bench) => {
    const turns: Turn[] = [];
    for (let repeat = 0; repeat < bench.repeats; repeat++) turns.push(await takeTurn(bench));
    const ours = (figure: keyof Turn) => turns.map((turn) => turn[figure]);
    const none = { kind: 'exactly', value: 0 } as const;
    return [
      makeRow({ id: 'events.persisted', unit: 'events/s', ours: ours('persistedPerSecond') }),
      makeRow({ id: 'events.delivery.p50', unit: 'ms', lowerIsBetter: true, ours: ours('p50') }),
      makeRow({ id: 'events.delivery.p95', unit: 'ms', lowerIsBetter: true, ours: ours('p95'), goal: { kind: 'at-most', value: 50 } }),
      // One lost event in one repeat is one too many: no median here.
      makeRow({ id: 'events.lost', unit: 'events', lowerIsBetter: true, ours: [sum(ours('lost'))], goal: none }),
      makeRow({ id: 'events.doubled', unit: 'events', lowerIsBetter: true, ours: [sum(ours('doubled'))], goal: none }),
    ];
  },
};

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

async function takeTurn(bench: Bench): Promise<Turn> {
  const server = await startServer({ databaseUrl: await bench.postgres.createDatabase(), tempDir: bench.tempDir, embeddedRunner: false });
  let subscribers: Subscribers[] = [];
  try {
    const runner = await playRunner(server);
    const runId = await startLook(server, 'Much to say');
    const assignment = await runner.claim();
    const letGo = keepLease(runner, assignment);
    const plan = { url: `${server.origin.replace('http', 'ws')}/ws`, headers: server.headers, topic: `run:${runId}`, subscribers: SUBSCRIBERS / PROCESSES };
    subscribers = await Promise.all(Array.from({ length: PROCESSES }, () => startSubscribers(plan)));
    const turn = await sayAndListen(server, runId, speaker(runner, assignment), subscribers, Math.max(PACED_SECONDS, bench.seconds));
    letGo();
    bench.say(`${Math.round(turn.persistedPerSecond)} events/s persisted; delivered p50 ${turn.p50.toFixed(1)} ms, p95 ${turn.p95.toFixed(1)} ms; ${turn.lost} lost, ${turn.doubled} doubled`);
    return turn;
  } finally {
    await Promise.all(subscribers.map((each) => each.stop()));
    await server.stop();
  }
}

async function sayAndListen(server: Server, runId: string, runner: Speaker, subscribers: Subscribers[], seconds: number): Promise<Turn> {
  const report = async () => {
    const { run } = await server.api(RunDetail, 'GET', `/agent-runs/${runId}`);
    return Promise.all(subscribers.map((each) => each.report(run.lastSeq)));
  };
  const burstSeconds = await runner.burst(EVENTS);
  await report();
  await runner.paced(PER_SECOND, seconds);
  const reports = await report();
  const latencies = reports.flatMap((each) => each.latencies);
  if (latencies.length === 0) throw new Error('no timed event has arrived');
  return {
    persistedPerSecond: EVENTS / burstSeconds, p50: percentile(latencies, 50), p95: percentile(latencies, 95),
    lost: sum(reports.map((each) => each.lost)), doubled: sum(reports.map((each) => each.doubled)),
  };
}
