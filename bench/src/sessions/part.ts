import type { Bench, Part } from '../part.ts';
import { makeRepository } from '../recipe/make-repository.ts';
import { makeRow, type TableRow } from '../row.ts';
import { startModel } from '../gateway/start-model.ts';
import { residentMb } from '../memory/resident-mb.ts';
import { playRunner } from '../server/played-runner.ts';
import { startServer, type Server } from '../server/start-server.ts';
import { installProviders } from './install-providers.ts';
import { playSessions } from './play-sessions.ts';
import { runSession, type Session } from './run-session.ts';
import { type Runner, startRunner } from './start-runner.ts';
import { treeMb } from './tree-memory.ts';

/** At least so many sessions count for the first request, whatever `--repeats` says. */
const STARTS = 5;
const AT_ONCE = 20;
const PLAYED = 500;
/** Played before the first look at the memory: what is made once is made by then. */
const WARM = 100;
const SETTLE_MS = 5000;
const SAMPLE_MS = 500;
/** Growth over the played sessions that is still called flat, in megabytes: what the collector leaves lying differs by this much. */
const FLAT_MB = 16;

const agents = ['claude', 'codex'] as const;

/** Sessions of agents: the real programs in their sandboxes, asking a scripted model through the gateway. */
export const sessionsPart: Part = {
  name: 'sessions',
  footnotes: [
    `sessions: first-request is the time from the start of the agent's part of a step (sandbox, program, SDK) to the model's first request, the program's files warm. at-once: ${AT_ONCE} sessions, half of each provider, each a command of 8 s, a change and its diff, on one runner; its peak memory is that of the runner and all sandboxes together, shared pages once. memory.growth: what the server's resident memory grows by over ${PLAYED} played sessions (claim, three calls of the model through the gateway, events, end), after those real ones and ${WARM} played ones.`,
  ],
  run: measureSessions,
};

async function measureSessions(bench: Bench): Promise<TableRow[]> {
  const providers = await installProviders();
  const model = await startModel();
  const env = { ANTHROPIC_BASE_URL: model.url, OPENAI_BASE_URL: `${model.url}/v1` };
  const server = await startServer({ databaseUrl: await bench.postgres.createDatabase(), tempDir: bench.tempDir, embeddedRunner: false, env });
  try {
    const rows = await measureReal(bench, server, providers);
    return [...rows, await growth(bench, server)];
  } finally {
    await server.stop();
    await model.stop();
  }
}

async function measureReal(bench: Bench, server: Server, providers: string): Promise<TableRow[]> {
  const url = await makeRepository(bench.tempDir);
  const runner = await startRunner(server, { tempDir: bench.tempDir, providers, capacity: AT_ONCE });
  try {
    return [...(await firstRequests(bench, server, url)), ...(await manyAtOnce(bench, { server, runner, url }))];
  } finally {
    await runner.stop();
  }
}

async function firstRequests(bench: Bench, server: Server, url: string): Promise<TableRow[]> {
  const goals = { claude: 600, codex: 400 };
  const rows: TableRow[] = [];
  for (const provider of agents) {
    const ours: number[] = [];
    // The first one warms everything up and does not count.
    for (let start = 0; start <= Math.max(STARTS, bench.repeats); start += 1) {
      const { failure, firstRequestMs } = await runSession(server, { provider, url, title: 'Say a word' });
      if (failure !== null || firstRequestMs === null) throw new Error(`${provider}: ${failure ?? 'it asked no model'}`);
      if (start > 0) ours.push(firstRequestMs);
    }
    bench.say(`${provider}: first request after ${ours.join(', ')} ms`);
    rows.push(makeRow({ id: `sessions.first-request.${provider}`, unit: 'ms', lowerIsBetter: true, ours, goal: { kind: 'at-most', value: goals[provider] } }));
  }
  return rows;
}

async function manyAtOnce(bench: Bench, { server, runner, url }: { server: Server; runner: Runner; url: string }): Promise<TableRow[]> {
  let [peakMb, peakBusy] = [0, 0];
  const sample = async () => {
    peakMb = Math.max(peakMb, treeMb(runner.pid));
    peakBusy = Math.max(peakBusy, await runner.busy());
  };
  const sampling = setInterval(() => void sample(), SAMPLE_MS);
  const since = performance.now();
  const sessions: Session[] = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => runSession(server, { provider: index % 2 === 0 ? 'claude' : 'codex', url, title: 'Work for a while' })))
    .finally(() => clearInterval(sampling));
  const failures = sessions.flatMap(({ failure }) => failure ?? []);
  bench.say(`${AT_ONCE} sessions in ${((performance.now() - since) / 1000).toFixed(1)} s, ${peakBusy} of them at once, ${Math.round(peakMb)} MB at most${failures.map((failure) => `\n    ${failure}`).join('')}`);
  return [
    makeRow({ id: `sessions.at-once-${AT_ONCE}.failed`, unit: 'sessions', lowerIsBetter: true, ours: [failures.length], goal: { kind: 'exactly', value: 0 } }),
    makeRow({ id: `sessions.at-once-${AT_ONCE}.peak-memory`, unit: 'MB', lowerIsBetter: true, ours: [peakMb] }),
  ];
}

async function growth(bench: Bench, server: Server): Promise<TableRow> {
  const runner = await playRunner(server, { providers: ['claude'] });
  const settled = () => Bun.sleep(SETTLE_MS).then(() => residentMb(server.pid));
  await playSessions(server, runner, WARM);
  const before = await settled();
  await playSessions(server, runner, PLAYED);
  const after = await settled();
  bench.say(`server ${Math.round(before)} MB, after ${PLAYED} sessions ${Math.round(after)} MB`);
  return makeRow({ id: `sessions.memory.growth-${PLAYED}`, unit: 'MB', lowerIsBetter: true, ours: [after - before], goal: { kind: 'at-most', value: FLAT_MB } });
}
