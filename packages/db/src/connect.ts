import { SQL, type ReservedSQL } from 'bun';
import { sharedReads } from './shared-reads.ts';

/** A transaction bound to one tenant: every statement sees and writes this tenant's rows alone. */
export type TenantTx = {
  readonly tenantId: bigint;
  /** Tagged template: values become parameters. `bigint` columns come back as bigint. */
  readonly sql: ReservedSQL;
  /**
   * Sends a statement whose result nobody needs, without waiting for it. The transaction commits
   * only when it has succeeded, so it is as safe as an awaited one and a round trip cheaper.
   */
  send(statement: SQL.Query<unknown>): void;
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
  /** Reads as `engine` does, over a few connections of its own: for what people may ask in any number, and nobody's token look-up is to wait for. */
  aside<T>(work: (tx: EngineTx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

const connectionsAside = 4;

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
  const aside = pool('lime_engine', connectionsAside);
  const asTenant = (tenantId: bigint): Opening => (sql) => [sql`BEGIN`, sql`SELECT set_config('lime.tenant_id', ${String(tenantId)}, true)`];
  const asReader = (tenantId: bigint): Opening => (sql) => [sql`BEGIN READ ONLY`, sql`SELECT set_config('lime.tenant_id', ${String(tenantId)}, true)`];
  const read = sharedReads({
    begin: (tenantId) => beginRead(app, asReader(tenantId)),
    end: endRead,
    alone: (tenantId, work) => transact(app, asReader(tenantId), work),
  });
  return {
    read: (tenantId, work) => read(tenantId, (sql) => work({ tenantId, sql })),
    tenant: async (tenantId, work) => {
      const callbacks: (() => void)[] = [];
      const result = await transact(app, asTenant(tenantId), (sql, send) => work({ tenantId, sql, send, afterCommit: (callback) => callbacks.push(callback) }));
      for (const callback of callbacks) callback();
      return result;
    },
    engine: (work) => transact(engine, (sql) => [sql`BEGIN`], (sql) => work({ sql })),
    aside: (work) => transact(aside, (sql) => [sql`BEGIN READ ONLY`], (sql) => work({ sql })),
    close: async () => {
      await Promise.all([app.close({ timeout: 2 }), engine.close({ timeout: 2 }), aside.close({ timeout: 2 })]);
    },
  };
}

/** The statements that begin a transaction. */
type Opening = (sql: ReservedSQL) => SQL.Query<unknown>[];

async function beginRead(pool: SQL, opening: Opening): Promise<ReservedSQL> {
  const connection = await pool.reserve();
  // Not awaited: sent together with the first read. Should they fail, so does that read.
  Promise.all(opening(connection).map((statement) => statement.execute())).catch(() => undefined);
  return connection;
}

async function endRead(connection: ReservedSQL): Promise<void> {
  await connection`COMMIT`.catch(() => undefined);
  void connection.release();
}

/**
 * The opening statements are sent together with the first one of the work instead of one round
 * trip each. Should they fail, the work fails too: without a tenant, row-level security shows nothing.
 */
async function transact<T>(pool: SQL, opening: Opening, work: (sql: ReservedSQL, send: TenantTx['send']) => Promise<T>): Promise<T> {
  const connection = await pool.reserve();
  const sent: Promise<unknown>[] = [];
  try {
    const opened = Promise.all(opening(connection).map((statement) => statement.execute()));
    opened.catch(() => undefined);
    const result = await work(connection, (statement) => {
      const answer: Promise<unknown> = statement.execute();
      answer.catch(() => undefined);
      sent.push(answer);
    });
    const committing = connection<{ command: string }>`COMMIT`.execute();
    await Promise.all([opened, ...sent]);
    const committed = await committing;
    if (committed.command !== 'COMMIT') throw new Error('the transaction had failed: Postgres rolled it back at COMMIT');
    return result;
  } catch (error) {
    await connection`ROLLBACK`.catch(() => undefined);
    throw error;
  } finally {
    void connection.release();
  }
}
