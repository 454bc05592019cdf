import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQL } from 'bun';
import { RunDetail } from '@lime/contracts';
import { createTestDatabase, type TestDatabase } from '@lime/db/testing';
import { git, makeOrigin } from '../origin-repository.ts';
import type { ItemKind } from '../plan-drill.ts';
import type { Played } from '../play-item.ts';
import { proveBudgetWhole } from './budget-whole.ts';
import { proveEffectsOnce } from './effects-once.ts';
import type { Evidence, Proof } from './evidence.ts';
import { proveEventsWhole } from './events-whole.ts';
import { proveNoProcesses } from './nothing-left.ts';
import { proveRowsAtRest } from './rows-at-rest.ts';
import { proveRunsEnded } from './runs-ended.ts';

/** A proof that cannot fail proves nothing: each is shown what it is there to find. */
let database: TestDatabase;
let sql: SQL;
let folder: string;
let origin: Evidence['origin'];
beforeAll(async () => {
  database = await createTestDatabase(['q']);
  sql = new SQL({ url: database.url, max: 1, connection: { search_path: 'lime' } });
  await sql.unsafe("INSERT INTO tenants (id, name, slug) VALUES (1, 'T', 't'); INSERT INTO users (id, tenant_id, email) VALUES (1, 1, 'a'); INSERT INTO projects (id, tenant_id, key, name) VALUES (1, 1, 'P', 'P'); INSERT INTO boards (id, tenant_id, project_id, name, columns) VALUES (1, 1, 1, 'B', '[]')");
});
afterAll(async () => {
  await sql.close();
  await database.drop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lime-proofs-'));
  origin = await makeOrigin(folder);
  await sql.unsafe('SET session_replication_role = replica; DELETE FROM effects; DELETE FROM run_events; DELETE FROM run_steps; DELETE FROM budget_reservations; DELETE FROM usage_records; DELETE FROM audit_log; DELETE FROM tickets; DELETE FROM runs; DELETE FROM pgboss.job');
  await sql.unsafe(`
    INSERT INTO tickets (tenant_id, project_id, board_id, number, column_key, position, title, created_by, latest_run_id) VALUES (1, 1, 1, 1, 'done', 'a0', 'T', 1, 1);
    INSERT INTO runs (id, tenant_id, workflow, title, spec, input, status, ended_at, last_seq) VALUES (1, 1, 'w', 'w', '{}', '{}', 'succeeded', now(), 2);
    INSERT INTO run_steps (id, tenant_id, run_id, key, title, kind, position, status) VALUES (1, 1, 1, 's', 's', 'tool', 0, 'succeeded');
    INSERT INTO run_events (tenant_id, run_id, seq, body) VALUES (1, 1, 1, '{"type":"log","text":""}'), (1, 1, 2, '{"type":"status","status":"succeeded","text":""}');
    INSERT INTO budget_reservations (tenant_id, run_id, project_id, amount_cents, released_at) VALUES (1, 1, 1, 100, now());
    INSERT INTO audit_log (tenant_id, actor, action, target_type) VALUES (1, 'a', 'run.start', 'run')`);
  return () => rm(folder, { recursive: true, force: true });
});

/** The one item of these tests, as its client saw it end. */
function played(kind: ItemKind = 'no_change', status = 'succeeded', error: { code: string; message: string } | null = null): Played {
  const run = { id: '1', projectId: '1', ticketId: '1', parentRunId: null, workflow: 'w', title: 'w', status, waitingOn: null, waitingSince: null, error, costCents: 0, reservedCents: 100, lastSeq: 2, createdBy: 'A', createdAt: '2026-01-01T00:00:00Z', startedAt: null, endedAt: null };
  const detail = RunDetail.parse({ run, input: {}, steps: [], artifacts: [], gates: [], effects: [], why: { state: '', waitsFor: null, since: null, whoseMove: null, whatFreesIt: null } });
  return { item: { number: 1, kind, workMs: 0, cancelAfterMs: 0, checked: false }, detail };
}
const evidence = (one: Played = played()): Evidence => ({ sql, origin, played: [one], budgetLimitCents: 600, mostHeldCents: 100 });
const violationsOf = async (proof: Promise<Proof>) => (await proof).violations;

test('nothing is found where nothing is wrong', async () => {
  for (const prove of [proveRunsEnded, proveEffectsOnce, proveEventsWhole, proveBudgetWhole, proveRowsAtRest]) expect(await violationsOf(prove(evidence()))).toEqual([]);
});

test.each<[string, Played, string]>([
  ['a run that failed', played('push', 'failed', { code: 'x', message: 'y' }), 'item 1 (push), run 1: failed x: y'],
  ['a run that was not cancelled', played('cancel'), 'item 1 (cancel), run 1: succeeded '],
  ['a rejection that failed for another reason', played('reject', 'failed', { code: 'x', message: 'y' }), 'item 1 (reject), run 1: failed x: y'],
  ['a run given up without three attempts', played('push', 'failed', { code: 'runner_lost', message: 'y' }), 'item 1 (push), run 1: failed runner_lost: y'],
])('%s is found', async (_, one, violation) => {
  expect(await violationsOf(proveRunsEnded(evidence(one)))).toEqual([violation]);
});

test.each<[string, (at: Evidence) => Promise<Proof>, string, string]>([
  ['a run too many', proveRunsEnded, "INSERT INTO runs (id, tenant_id, workflow, title, spec, input) VALUES (2, 1, 'w', 'w', '{}', '{}')", '1 items, but 2 runs'],
  ['a hole among the events', proveEventsWhole, 'DELETE FROM run_events WHERE seq = 1', 'run 1: 1 events from 2 to 2, but last_seq 2'],
  ['events past the last', proveEventsWhole, 'UPDATE runs SET last_seq = 1', 'run 1: 2 events from 1 to 2, but last_seq 1'],
  ['an end that was not told', proveEventsWhole, `UPDATE run_events SET body = '{"type":"log","text":""}' WHERE seq = 2`, 'run 1 is succeeded, but its last event says null'],
  ['a reservation that is still held', proveBudgetWhole, 'UPDATE budget_reservations SET released_at = NULL', '1 reservations of ended runs were not released'],
  ['usage that no reservation was charged for', proveBudgetWhole, 'INSERT INTO usage_records (tenant_id, run_id, cost_micros) VALUES (1, 1, 5)', 'the sums differ: reservations 0, usage 5, runs 0 micros'],
  ['a lease that is still held', proveRowsAtRest, 'UPDATE runs SET lease_expires_at = now()', '1 runs hold a lease'],
  ['a step that is still open', proveRowsAtRest, "UPDATE run_steps SET status = 'running'", '1 steps have not ended'],
  ['an alarm that is still set', proveRowsAtRest, 'UPDATE run_steps SET due_at = now()', '1 steps have an alarm set'],
  ['a dead letter', proveRowsAtRest, "INSERT INTO pgboss.job (name, data) VALUES ('q.dead', '{}')", '1 jobs are in a dead-letter queue'],
  ['a ticket that did not follow', proveRowsAtRest, "UPDATE tickets SET column_key = 'in_progress'", '1 tickets of successful runs are not done'],
  ['a start that nobody audited', proveRowsAtRest, 'DELETE FROM audit_log', '1 runs were started without an audit row, or with two'],
])('%s is found', async (_, prove, damage, violation) => {
  await sql.unsafe(damage);
  expect(await violationsOf(prove(evidence()))).toContain(violation);
});

test('a budget that was held past its limit is found', async () => {
  expect(await violationsOf(proveBudgetWhole({ ...evidence(), mostHeldCents: 700 }))).toEqual(['700 cents were held of a budget of 600']);
});

/** Pushes a commit with the run's trailer on top of `from`; returns its id. */
async function pushTo(branch: string, from: string, file: string): Promise<string> {
  const work = join(folder, 'origin-work');
  await git(['-C', work, 'checkout', '--quiet', '--detach', from]);
  await Bun.write(join(work, 'drill', file), 'x');
  await git(['-C', work, 'add', '--all']);
  await git(['-C', work, '-c', 'user.name=D', '-c', 'user.email=d@localhost', 'commit', '--quiet', '--allow-empty', '--message=Change\n\nRun: 1'.replaceAll('\\n', '\n')]);
  await git(['-C', work, 'push', '--quiet', '--force', origin.url, `HEAD:refs/heads/${branch}`]);
  return (await git(['-C', work, 'rev-parse', 'HEAD'])).trim();
}
const ledger = (sha: string, status = 'applied') => sql.unsafe(`INSERT INTO effects (tenant_id, run_id, step_id, kind, idempotency_key, request, status) VALUES (1, 1, 1, 'git.push', 'k', '${JSON.stringify({ branch: 'al/implement/1', sha })}', '${status}')`);

test('a push that stands once in the ledger and on the remote is fine; one without the other, or twice, is found', async () => {
  const pushed = evidence(played('push'));
  const sha = await pushTo('al/implement/1', origin.baseSha, 'a.txt');
  expect(await violationsOf(proveEffectsOnce(pushed))).toContain('al/implement/1 is on the remote and not in the ledger');
  await ledger(sha);
  expect(await violationsOf(proveEffectsOnce(pushed))).toEqual([]);
  expect(await violationsOf(proveEffectsOnce(evidence(played('reject', 'failed'))))).toEqual(['item 1 (reject, failed): its branch is there, though nobody approved it']);
  await sql`UPDATE effects SET status = 'attempting'`;
  expect(await violationsOf(proveEffectsOnce(pushed))).toEqual(['run 1: git.push is attempting in the ledger of a run that has ended']);
  await sql`UPDATE effects SET status = 'applied'`;
  await pushTo('al/implement/1', sha, 'b.txt');
  expect((await violationsOf(proveEffectsOnce(pushed))).join()).toContain('al/implement/1 holds the run\'s change 2 times');
  await pushTo('main', origin.baseSha, 'c.txt');
  expect((await violationsOf(proveEffectsOnce(pushed))).join()).toContain('main has 1 new commits for 0 merged runs');
});

test('a process that carries the marker is found', async () => {
  const marker = `lime-drill-${crypto.randomUUID()}`;
  const child = Bun.spawn(['sleep', '60'], { env: { LIME_DRILL: marker } });
  const found = await violationsOf(proveNoProcesses(marker, '/nowhere', 0));
  child.kill('SIGKILL');
  await child.exited;
  expect(found).toEqual([`process ${child.pid}: sleep 60`]);
  expect(await violationsOf(proveNoProcesses(marker, '/nowhere', 0))).toEqual([]);
});
