import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { TenantRead } from './connect.ts';
import { readTogether } from './read-together.ts';
import { sqlState } from './sqlstate.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

let database: TestDatabase;
let tenants: bigint[] = [];
const people: bigint[][] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  tenants = [await database.addTenant(), await database.addTenant()];
  for (const tenantId of tenants) people.push(await Promise.all(Array.from({ length: 6 }, (_, index) => addPerson(tenantId, `p${index}`))));
});
afterAll(() => database.drop());

type Person = { id: bigint; email: string };

async function addPerson(tenantId: bigint, email: string): Promise<bigint> {
  const [row]: { id: bigint }[] = await database.db.tenant(tenantId, (tx) => tx.sql`INSERT INTO users (tenant_id, email) VALUES (${tenantId}, ${email}) RETURNING id`);
  return row?.id ?? 0n;
}

/** Loads people's addresses, and keeps how many each statement was asked for; the ids in `broken` cannot be read. */
function loader(broken: bigint[] = []) {
  const asked: number[] = [];
  const load = async (tx: TenantRead, ids: bigint[]) => {
    asked.push(ids.length);
    if (ids.some((id) => broken.includes(id))) await tx.sql`SELECT 1 / 0`;
    const rows: Person[] = await tx.sql`SELECT id, email FROM users WHERE id = ANY(${`{${ids.join(',')}}`}::text::bigint[])`;
    return new Map(rows.map((row) => [row.id, row.email]));
  };
  return { asked, load };
}

test('what is asked for at the same moment is one read, and everybody gets what they asked for', async () => {
  const [a = 0n, b = 0n] = tenants;
  const [ofA = [], ofB = []] = people;
  const { asked, load } = loader();
  const find = readTogether(load);
  const emails = await Promise.all([...ofA, ...ofA, 999_999n].map((id) => find(database.db, a, id)));
  expect(emails).toEqual([...ofA, ...ofA].map((_, index): string | null => `p${index % 6}`).concat(null));
  // The first one begins a read at the end of this turn of the event loop, and all the others go along.
  expect(asked).toEqual([7]);
  expect(await Promise.all([find(database.db, b, ofB[3] ?? 0n), find(database.db, b, ofA[3] ?? 0n)])).toEqual(['p3', null]);
});

test('whoever asks while others are being read sees what was committed before they asked', async () => {
  const [a = 0n] = tenants;
  const { load } = loader();
  let begun = 0;
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const find = readTogether(async (tx, ids: bigint[]) => {
    const gate = gates[begun];
    const found = await load(tx, ids);
    begun += 1;
    await gate?.promise;
    return found;
  });
  const id = await addPerson(a, 'before');
  const first = find(database.db, a, id);
  while (begun < 1) await new Promise(setImmediate);
  await database.db.tenant(a, (tx) => tx.sql`UPDATE users SET email = 'after' WHERE id = ${id}`);
  const second = find(database.db, a, id);
  for (const gate of gates) gate.resolve();
  expect(await Promise.all([first, second])).toEqual(['before', 'after']);
});

test('one that cannot be read takes nobody with it', async () => {
  const [a = 0n] = tenants;
  const [ofA = []] = people;
  const { load } = loader([ofA[2] ?? 0n]);
  const find = readTogether(load);
  expect(await Promise.all(ofA.map((id) => find(database.db, a, id).catch(sqlState)))).toEqual(['p0', 'p1', '22012', 'p3', 'p4', 'p5']);
  expect(await find(database.db, a, ofA[0] ?? 0n)).toBe('p0');
});
