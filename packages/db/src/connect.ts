import { SQL, type ReservedSQL } from 'bun';

/** A transaction bound to one tenant: every statement sees and writes this tenant's rows alone. */
export type TenantTx = {
  readonly tenantId: bigint;
  /** Tagged template: values become parameters. `bigint` columns come back as bigint. */
  readonly sql: ReservedSQL;
  /** Calls back once the transaction has committed; never when it rolls back. */
  afterCommit(callback: () => void): void;
};

/** The engine's view: reads chosen columns of all tenants (sweeps, token look-ups), writes almost nothing. */
export type EngineTx = { readonly sql: ReservedSQL };

export type Db = {
  /** Runs `work` in one transaction with the tenant set; commits when it resolves, rolls back when it throws. */
  tenant<T>(tenantId: bigint, work: (tx: TenantTx) => Promise<T>): Promise<T>;
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
  return {
    tenant: async (tenantId, work) => {
      const callbacks: (() => void)[] = [];
      const setTenant = (sql: ReservedSQL) => sql`SELECT set_config('lime.tenant_id', ${String(tenantId)}, true)`;
      const result = await transact(app, setTenant, (sql) => work({ tenantId, sql, afterCommit: (callback) => callbacks.push(callback) }));
      for (const callback of callbacks) callback();
      return result;
    },
    engine: (work) => transact(engine, null, (sql) => work({ sql })),
    close: async () => {
      await Promise.all([app.close({ timeout: 2 }), engine.close({ timeout: 2 })]);
    },
  };
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
