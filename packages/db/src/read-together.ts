import type { Db, TenantRead } from './connect.ts';
import { isDatabaseAway } from './sqlstate.ts';

/** Answers what it finds by these ids. */
type Load<Value> = (tx: TenantRead, ids: bigint[]) => Promise<Map<bigint, Value>>;
type Waiting<Value> = { id: bigint; resolve: (value: Value | null) => void; reject: (error: unknown) => void };
type Tenant<Value> = { waiting: Waiting<Value>[]; reading: number };

const maxBatch = 100;
/** So many reads of a tenant are at work at once; what comes meanwhile gathers for the next. */
const atOnce = 4;

/**
 * Reads single things, each by its id, so that those of a tenant that are asked for at the same moment are one
 * statement: beginning a statement costs Postgres several times what one more row does. Nothing waits while few ask.
 * Whoever asks sees what was committed before they asked: they join only a read that has not begun. Null when there is none.
 */
export function readTogether<Value>(load: Load<Value>): (db: Pick<Db, 'read'>, tenantId: bigint, id: bigint) => Promise<Value | null> {
  const tenants = new Map<bigint, Tenant<Value>>();

  const drain = async (db: Pick<Db, 'read'>, tenantId: bigint, tenant: Tenant<Value>): Promise<void> => {
    while (tenant.waiting.length > 0) await answer(db, tenantId, load, tenant.waiting.splice(0, maxBatch));
    tenant.reading -= 1;
    if (tenant.reading === 0) tenants.delete(tenantId);
  };

  return (db, tenantId, id) =>
    new Promise((resolve, reject) => {
      const tenant = tenants.get(tenantId) ?? { waiting: [], reading: 0 };
      tenants.set(tenantId, tenant);
      tenant.waiting.push({ id, resolve, reject });
      if (tenant.reading >= atOnce) return;
      tenant.reading += 1;
      // What else this turn of the event loop brings goes along.
      setImmediate(() => void drain(db, tenantId, tenant));
    });
}

async function answer<Value>(db: Pick<Db, 'read'>, tenantId: bigint, load: Load<Value>, batch: Waiting<Value>[]): Promise<void> {
  try {
    const found = await db.read(tenantId, (tx) => load(tx, [...new Set(batch.map(({ id }) => id))]));
    for (const { id, resolve } of batch) resolve(found.get(id) ?? null);
  } catch (error) {
    // What is wrong with one is not to hide the others.
    if (batch.length > 1 && !isDatabaseAway(error)) for (const waiting of batch) void answer(db, tenantId, load, [waiting]);
    else for (const { reject } of batch) reject(error);
  }
}
