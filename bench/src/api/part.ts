import { z } from 'zod';
import { interleave } from '../interleave.ts';
import type { Bench, Part } from '../part.ts';
import { makeRow } from '../row.ts';
import type { ApiSide } from './api-side.ts';
import { applyLoad, type LoadRequest } from './apply-load.ts';
import { startBare } from './start-bare.ts';
import { startOurs } from './start-ours.ts';

/** Requests a second. `numbered`: inserts that take a number and a place in the same transaction; ours always do. */
type Throughput = { reads: number; inserts: number; numbered: number };
type Start = (databaseUrl: string, tempDir: string) => Promise<ApiSide>;

const CONNECTIONS = 32;
const GOAL = { kind: 'ratio-at-least', value: 0.5 } as const;

export const apiPart: Part = {
  name: 'api',
  footnotes: [`api: requests/s over ${CONNECTIONS} kept-alive connections from a process of its own, against Bun.serve + Bun.SQL with no layer between; each side is one Bun process. api.insert: theirs is one bare INSERT; api.insert.same-rows: theirs takes the project's next number and a place in its column in the same transaction, as ours does in both. Ours writes what comes at the same moment in one transaction, theirs each request in its own.`],
  run: async (bench) => {
    const throughput = await interleave<Start, Throughput>([startOurs, startBare], bench.repeats, (start) => takeTurn(bench, start));
    const figures = (start: Start, figure: keyof Throughput) => (throughput.get(start) ?? []).map((turn) => turn[figure]);
    return [
      makeRow({ id: 'api.read', unit: 'requests/s', ours: figures(startOurs, 'reads'), theirs: figures(startBare, 'reads'), goal: GOAL }),
      makeRow({ id: 'api.insert', unit: 'requests/s', ours: figures(startOurs, 'inserts'), theirs: figures(startBare, 'inserts'), goal: GOAL }),
      makeRow({ id: 'api.insert.same-rows', unit: 'requests/s', ours: figures(startOurs, 'numbered'), theirs: figures(startBare, 'numbered'), goal: GOAL }),
    ];
  },
};

async function takeTurn(bench: Bench, start: Start): Promise<Throughput> {
  const side = await start(await bench.postgres.createDatabase(), bench.tempDir);
  const load = (requests: LoadRequest[]) => applyLoad({ url: new URL(side.url).origin, connections: CONNECTIONS, seconds: bench.seconds, requests });
  try {
    const [inserts = [], numbered = inserts] = side.insertPaths.map((path) => insertsFor(side, path));
    const ids = await Promise.all(inserts.map((request) => insertOne(side, request)));
    const reads: LoadRequest[] = ids.map((id) => ({ method: 'GET', path: pathOf(side, `/tickets/${id}`), headers: side.headers }));
    await load(reads);
    await load(inserts);
    const [reading, inserting] = [await load(reads), await load(inserts)];
    const turn = { reads: reading, inserts: inserting, numbered: numbered === inserts ? inserting : await load(numbered) };
    bench.say(`${start.name}: ${Math.round(turn.reads)} reads/s, ${Math.round(turn.inserts)} inserts/s, ${Math.round(turn.numbered)} numbered`);
    return turn;
  } finally {
    await side.stop();
  }
}

function insertsFor(side: ApiSide, path: string): LoadRequest[] {
  const body = JSON.stringify({ title: 'Totals lose a cent', description: 'Adding 0.1 and 0.2 three times must give 0.9.' });
  const headers = { ...side.headers, 'content-type': 'application/json' };
  return side.projectIds.map((id) => ({ method: 'POST', path: pathOf(side, `/projects/${id}/${path}`), headers, body }));
}

const pathOf = (side: ApiSide, path: string) => new URL(side.url).pathname.replace(/\/$/, '') + path;

const Created = z.object({ id: z.string() });

async function insertOne(side: ApiSide, request: LoadRequest): Promise<string> {
  const response = await fetch(new URL(request.path, side.url), { method: 'POST', headers: request.headers ?? {}, body: request.body ?? '' });
  return Created.parse(await response.json()).id;
}
