import { z } from 'zod';
import { interleave } from '../interleave.ts';
import type { Bench, Part } from '../part.ts';
import { makeRow } from '../row.ts';
import type { ApiSide } from './api-side.ts';
import { applyLoad, type LoadRequest } from './apply-load.ts';
import { startBare } from './start-bare.ts';
import { startOurs } from './start-ours.ts';

type Start = (databaseUrl: string, tempDir: string) => Promise<ApiSide>;

const CONNECTIONS = 32;
const GOAL = { kind: 'ratio-at-least', value: 0.5 } as const;

export const apiPart: Part = {
  name: 'api',
  footnotes: [`api: requests/s over ${CONNECTIONS} kept-alive connections from a process of its own, against Bun.serve + Bun.SQL with no layer between; each side is one Bun process. api.insert: theirs is one bare INSERT; api.insert.same-rows: theirs takes the project's next number and a place in its column in the same transaction, as ours does in both. Ours writes what comes at the same moment in one transaction, theirs each request in its own.`],
  run: async (bench) => {
    const [ours, theirs] = [await open(bench, startOurs), await open(bench, startBare)];
    try {
      const read = await compare(bench, 'reads', ours, ours.reads, theirs, theirs.reads);
      const insert = await compare(bench, 'inserts', ours, ours.inserts, theirs, theirs.inserts);
      const sameRows = await compare(bench, 'inserts of the same rows', ours, ours.numbered, theirs, theirs.numbered);
      return [
        makeRow({ id: 'api.read', unit: 'requests/s', ...read, goal: GOAL }),
        makeRow({ id: 'api.insert', unit: 'requests/s', ...insert, goal: GOAL }),
        makeRow({ id: 'api.insert.same-rows', unit: 'requests/s', ...sameRows, goal: GOAL }),
      ];
    } finally {
      await Promise.all([ours.stop(), theirs.stop()]);
    }
  },
};

/** A side that stands, with the requests of each kind. `numbered`: inserts that take a number and a place in the same transaction; ours always do. */
type OpenSide = ApiSide & Record<'reads' | 'inserts' | 'numbered', LoadRequest[]>;

async function open(bench: Bench, start: Start): Promise<OpenSide> {
  const side = await start(await bench.postgres.createDatabase(), bench.tempDir);
  const [inserts = [], numbered = inserts] = side.insertPaths.map((path) => insertsFor(side, path));
  const ids = await Promise.all(inserts.map((request) => insertOne(side, request)));
  return { ...side, inserts, numbered, reads: ids.map((id) => ({ method: 'GET', path: pathOf(side, `/tickets/${id}`), headers: side.headers })) };
}

/** Both sides stand all the time and take short turns: a slow spell of the machine falls on both. The first turn of each warms it up. */
async function compare(bench: Bench, what: string, ours: ApiSide, oursAsked: LoadRequest[], theirs: ApiSide, theirsAsked: LoadRequest[]): Promise<{ ours: number[]; theirs: number[] }> {
  const sides = [{ side: ours, requests: oursAsked }, { side: theirs, requests: theirsAsked }] as const;
  const figures = await interleave(sides, bench.repeats + 1, ({ side, requests }) => applyLoad({ url: new URL(side.url).origin, connections: CONNECTIONS, seconds: bench.seconds, requests }));
  const [mine = [], others = []] = sides.map((side) => (figures.get(side) ?? []).slice(1));
  mine.forEach((figure, index) => bench.say(`${what}: ours ${Math.round(figure)}/s, theirs ${Math.round(others[index] ?? 0)}/s`));
  return { ours: mine, theirs: others };
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
