import { SQL } from 'bun';
import { z } from 'zod';
import type { ApiSide } from '../api/api-side.ts';
import { applyLoad, type LoadRequest } from '../api/apply-load.ts';
import { startOurs } from '../api/start-ours.ts';
import { interleave } from '../interleave.ts';
import type { Bench, Part } from '../part.ts';
import { makeRow } from '../row.ts';

const CONNECTIONS = 8;
const Ticket = z.object({ id: z.string() });

/** The product's server on a database of its own, with tickets in it, and a session of Postgres as the server's role. */
type Side = { server: ApiSide; app: SQL; ids: string[]; stop(): Promise<void> };

export const rlsPart: Part = {
  name: 'rls',
  footnotes: [
    `rls: theirs is the same server on a database whose tables have row-level security switched off. rls.read: one row by its id, one statement after another on one connection, the tenant set once; rls.route: GET /tickets/:id over ${CONNECTIONS} kept-alive connections. At most 2 times the cost is a ratio of 0.5, at most 1.3 times one of 0.77.`,
  ],
  run: async (bench) => {
    const [open, walled] = [await openSide(bench, false), await openSide(bench, true)];
    try {
      const reads = await compare(bench, 'reads', [walled, open], (side) => readRows(side, bench.seconds));
      const routes = await compare(bench, 'requests', [walled, open], (side) => applyLoad({ url: new URL(side.server.url).origin, connections: CONNECTIONS, seconds: bench.seconds, requests: requestsOf(side) }));
      return [
        makeRow({ id: 'rls.read', unit: 'reads/s', ...reads, goal: { kind: 'ratio-at-least', value: 0.5 } }),
        makeRow({ id: 'rls.route', unit: 'requests/s', ...routes, goal: { kind: 'ratio-at-least', value: 0.77 } }),
      ];
    } finally {
      await Promise.all([walled.stop(), open.stop()]);
    }
  },
};

async function openSide(bench: Bench, walled: boolean): Promise<Side> {
  const url = await bench.postgres.createDatabase();
  const server = await startOurs(url, bench.tempDir);
  if (!walled) await dropWalls(url);
  const ids = await Promise.all(server.projectIds.map((projectId) => addTicket(server, projectId)));
  const app = new SQL({ url, max: 1, connection: { role: 'lime_app', search_path: 'lime' } });
  await app`SELECT set_config('lime.tenant_id', '1', false)`;
  return { server, app, ids, stop: async () => { await app.close(); await server.stop(); } };
}

async function dropWalls(url: string): Promise<void> {
  const owner = new SQL({ url, max: 1 });
  const tables: { name: string }[] = await owner`SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'lime'::regnamespace AND relrowsecurity`;
  for (const { name } of tables) await owner.unsafe(`ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY`);
  await owner.close();
}

async function addTicket({ url, headers }: ApiSide, projectId: string): Promise<string> {
  const answer = await fetch(`${url}/projects/${projectId}/tickets`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ title: 'Totals lose a cent' }) });
  return Ticket.parse(await answer.json()).id;
}

/** Reads a second of one row by its id. */
async function readRows({ app, ids }: Side, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let count = 0;
  for (; performance.now() < until; count += 1) {
    const rows: unknown[] = await app`SELECT id, title, column_key, position, version FROM tickets WHERE tenant_id = 1 AND id = ${ids[count % ids.length] ?? '0'}`;
    if (rows.length !== 1) throw new Error('a ticket was not read');
  }
  return count / seconds;
}

function requestsOf({ server, ids }: Side): LoadRequest[] {
  return ids.map((id) => ({ method: 'GET', path: `${new URL(server.url).pathname.replace(/\/$/, '')}/tickets/${id}`, headers: server.headers }));
}

/** Both stand all the time and take short turns; the first turn of each warms it up. */
async function compare(bench: Bench, what: string, sides: [Side, Side], measure: (side: Side) => Promise<number>): Promise<{ ours: number[]; theirs: number[] }> {
  const figures = await interleave(sides, bench.repeats + 1, measure);
  const [ours = [], theirs = []] = sides.map((side) => (figures.get(side) ?? []).slice(1));
  ours.forEach((figure, index) => bench.say(`${what}: ${Math.round(figure)}/s behind the wall, ${Math.round(theirs[index] ?? 0)}/s without`));
  return { ours, theirs };
}
