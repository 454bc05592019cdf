import { SQL, type ReservedSQL } from 'bun';
import { sharedReads } from './shared-reads.ts';

/** A transaction bound to one tenant: every statement sees and writes this tenant's rows alone. */
export type TenantTx = {
  readonly tenantId: bigint;
  /** Tagged template: values become parameters. `bigint` columns come back as bigint. */
  readonly sql: ReservedSQL;
  /** Calls back once the transaction has committed; never when it rolls back. */
  afterCommit(callback: () => void): void;
};

/** What a read of one tenant is given: any {@link TenantTx} will do. */
export type TenantRead = Pick<TenantTx, 'tenantId' | 'sql'>;

/** The engine's view: reads chosen columns of all tenants (sweeps, token look-ups), writes almost nothing. */
export type EngineTx = { readonly sql: ReservedSQL };

export type Db = {
  /** Runs `work` in one transaction with the tenant set; commits when it resolves, rolls back when it throws. */
  tenant<T>(tenantId: bigint, work: (tx: TenantTx) => Promise<T>): Promise<T>;
  /** Runs reads of one tenant; reads at the same moment share a read-only transaction. `work` may run twice. */
  read<T>(tenantId: bigint, work: (tx: TenantRead) => Promise<T>): Promise<T>;
  /** Runs `work` across tenants under the `lime_engine` role. */
  engine<T>(work: (tx: EngineTx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type ConnectOptions = { url: string; max?: number; applicationName?: string };

/** Connects as the application: the roles `lime_app` and `lime_engine` are subject to row-level security. */
export function connect(options: ConnectOptions): Db {
  const pool = (role: string, max: number) =>
    new SQL({
      url: options.url,
      max,
      bigint: true,
      idleTimeout: 0,
      connection: { role, search_path: 'lime', application_name: options.applicationName ?? 'lime' },
    });
  const max = options.max ?? 16;
  const app = pool('lime_app', max);
  const engine = pool('lime_engine', Math.max(2, Math.floor(max / 4)));
  const setTenant = (tenantId: bigint) => (sql: ReservedSQL) => sql`SELECT set_config('lime.tenant_id', ${String(tenantId)}, true)`;
  const read = sharedReads({
    begin: (tenantId) => beginRead(app, setTenant(tenantId)),
    end: endRead,
    alone: (tenantId, work) => transact(app, setTenant(tenantId), work),
  });
  return {
    read: (tenantId, work) => read(tenantId, (sql) => work({ tenantId, sql })),
    tenant: async (tenantId, work) => {
      const callbacks: (() => void)[] = [];
      const result = await transact(app, setTenant(tenantId), (sql) => work({ tenantId, sql, afterCommit: (callback) => callbacks.push(callback) }));
      for (const callback of callbacks) callback();
      return result;
    },
    engine: (work) => transact(engine, null, (sql) => work({ sql })),
    close: async () => {
      await Promise.all([app.close({ timeout: 2 }), engine.close({ timeout: 2 })]);
    },
  };
}

async function beginRead(pool: SQL, prelude: (sql: ReservedSQL) => SQL.Query<unknown>): Promise<ReservedSQL> {
  const connection = await pool.reserve();
  // Not awaited: sent together with the first read. Should they fail, so does that read.
  Promise.all([connection`BEGIN READ ONLY`.execute(), prelude(connection).execute()]).catch(() => undefined);
  return connection;
}

async function endRead(connection: ReservedSQL): Promise<void> {
  await connection`COMMIT`.catch(() => undefined);
  void connection.release();
}

/**
 * BEGIN and the tenant's setting are sent together with the first statement instead of one round
 * trip each. Should they fail, the work fails too: without a tenant, row-level security shows nothing.
 */
async function transact<T>(pool: SQL, prelude: ((sql: ReservedSQL) => SQL.Query<unknown>) | null, work: (sql: ReservedSQL) => Promise<T>): Promise<T> {
  const connection = await pool.reserve();
  try {
    const opened = Promise.all([connection`BEGIN`.execute(), prelude?.(connection).execute()]);
    opened.catch(() => undefined);
    const result = await work(connection);
    await opened;
    const committed: { command: string } = await connection`COMMIT`;
    if (committed.command !== 'COMMIT') throw new Error('the transaction had failed: Postgres rolled it back at COMMIT');
    return result;
  } catch (error) {
    await connection`ROLLBACK`.catch(() => undefined);
    throw error;
  } finally {
    void connection.release();
  }
}
