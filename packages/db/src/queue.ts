import { type Job, type JobInsert, type JobResult, PgBoss } from 'pg-boss';
import { SQL } from 'bun';
import type { Logger } from '@lime/kernel';
import type { EngineTx, TenantTx } from './connect.ts';
import { tellQueueErrors } from './tell-queue-errors.ts';

/** What a job carries: ids only. The row is the truth; a job says "this may move". */
export type JobData = { tenantId: string; [key: string]: string };

export type QueueSpec = {
  name: string;
  /** Jobs of this queue handled at once by one server. */
  concurrency: number;
  handle: (data: JobData, signal: AbortSignal) => Promise<void>;
  /** Of a fetched batch, the jobs that still have something to do; the others are completed as they are. */
  stillDue?: (batch: JobData[]) => Promise<boolean[]>;
};

export type SendOptions = {
  /** Not before this many seconds from now. */
  startAfter?: number;
  /** One job for these ids within this many seconds, however often it is sent. */
  onceInSeconds?: number;
};

export type Queue = {
  /** Enqueues inside the transaction: the job exists exactly when the rows that it speaks of do. */
  send(tx: TenantTx | EngineTx, queue: string, jobs: JobData[], options?: SendOptions): Promise<void>;
  /** Starts workers, and the dead-letter queue of each: a job that failed 5 times is kept there for 7 days. Throws when a queue was not made: what is sent to it would be lost. */
  work(specs: QueueSpec[]): Promise<void>;
  /** Calls `queue` by cron (UTC) with `data`. One call per tick, however many servers run. */
  schedule(queue: string, cron: string, data: JobData): Promise<void>;
  stop(): Promise<void>;
};

const workersPerQueue = 4;

/** Nobody is notified when a job's pause is over (a retry, a start in the future): only a poll finds it. The default beside LISTEN is 30. */
const pollSeconds = 2;

const queueOptions = { retryLimit: 5, retryDelay: 1, retryBackoff: true, retryDelayMax: 60, heartbeatSeconds: 10, expireInSeconds: 900, notify: true, deleteAfterSeconds: 600 } as const;

/**
 * What it takes to enqueue inside a transaction, and no more: jobs of all tenants lie in these
 * tables. Only pg-boss's own connections, which are the owner's, fetch and finish them. One server
 * at a time: Postgres refuses to change the same grants twice at once.
 */
const grants = `
  SELECT pg_advisory_xact_lock(76107);
  REVOKE ALL ON ALL TABLES IN SCHEMA pgboss FROM lime_app, lime_engine;
  GRANT USAGE ON SCHEMA pgboss TO lime_app, lime_engine;
  GRANT EXECUTE ON FUNCTION pgboss.job_now() TO lime_app, lime_engine;
  GRANT SELECT ON pgboss.queue TO lime_app, lime_engine;
  DO $$
  DECLARE job_table regclass;
  BEGIN
    FOR job_table IN SELECT relid FROM pg_partition_tree('pgboss.job') LOOP
      EXECUTE format('GRANT INSERT, SELECT (id, start_after) ON %s TO lime_app, lime_engine', job_table);
    END LOOP;
  END $$`;

/** Installs the queue's own schema (`pgboss`), makes the queues, and lets `lime_app` enqueue. Run after {@link migrate}. */
export async function installQueue(url: string, names: string[]): Promise<void> {
  const boss = new PgBoss({ connectionString: url, schema: 'pgboss', supervise: false, schedule: false, max: 2 });
  boss.on('error', () => undefined);
  await boss.start();
  for (const name of names) {
    await boss.createQueue(`${name}.dead`, { retentionSeconds: 7 * 86_400 });
    await boss.createQueue(name, { ...queueOptions, deadLetter: `${name}.dead` });
    await boss.updateQueue(name, { ...queueOptions, deadLetter: `${name}.dead` });
  }
  await boss.stop({ graceful: false });
  const sql = new SQL({ url, max: 1 });
  await sql.unsafe(grants);
  await sql.close();
}

/**
 * pg-boss on our Postgres. LISTEN/NOTIFY starts jobs in milliseconds; heartbeats with fast
 * supervision give a killed server's jobs to another within 10 s (the defaults take 15 minutes).
 */
export async function openQueue(options: { url: string; logger: Logger; supervise?: boolean }): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: options.url,
    schema: 'pgboss',
    migrate: false,
    createSchema: false,
    max: 6,
    useListenNotify: true,
    supervise: options.supervise ?? true,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    maintenanceIntervalSeconds: 60,
    cronMonitorIntervalSeconds: 10,
    cronWorkerIntervalSeconds: 5,
  });
  boss.on('error', tellQueueErrors(options.logger));
  await boss.start();
  return {
    send: async (tx, queue, jobs, sendOptions) => {
      if (jobs.length === 0) return;
      const db = { executeSql: async (text: string, values?: unknown[]) => ({ rows: await tx.sql.unsafe<unknown[]>(text, values ?? []) }) };
      await boss.insert(queue, jobs.map((data) => toInsert(data, sendOptions)), { db });
    },
    work: async (specs) => {
      const made = new Set((await boss.getQueues()).map(({ name }) => name));
      const missing = specs.filter(({ name }) => !made.has(name)).map(({ name }) => name);
      if (missing.length > 0) throw new Error(`these queues were not made: ${missing.join(', ')}`);
      for (const spec of specs) await startWorker(boss, spec);
    },
    schedule: (queue, cron, data) => boss.schedule(queue, cron, data),
    stop: () => boss.stop({ graceful: true, timeout: 5000 }),
  };
}

function toInsert(data: JobData, { startAfter, onceInSeconds }: SendOptions = {}): JobInsert<JobData> {
  const once = onceInSeconds === undefined ? {} : { singletonKey: Object.values(data).join(':'), singletonSeconds: onceInSeconds };
  return { data, ...(startAfter !== undefined && { startAfter }), ...once };
}

/**
 * Few workers that fetch many jobs at once: with a worker per job, every notification would wake
 * all of them to fetch one job each (measured: a tenth of the throughput).
 */
async function startWorker(boss: PgBoss, spec: QueueSpec): Promise<void> {
  // A worker that fetches single jobs gets the next one of a backlog only with the next poll: pg-boss knows no full batch of one.
  const localConcurrency = Math.max(1, Math.min(workersPerQueue, Math.floor(spec.concurrency / 2)));
  const options = { localConcurrency, batchSize: Math.ceil(spec.concurrency / localConcurrency), pollingIntervalSeconds: pollSeconds, notifyPollingIntervalSeconds: pollSeconds, burstWhenBatchFull: true, perJobResults: true } as const;
  await boss.work<JobData, unknown, typeof options>(spec.name, options, async (jobs: Job<JobData>[]) => {
    const due = await spec.stillDue?.(jobs.map((job) => job.data));
    return Promise.all(jobs.map(async (job, index): Promise<JobResult> => (due?.[index] === false ? { id: job.id, status: 'completed' } : settle(spec, job))));
  });
}

async function settle(spec: QueueSpec, job: Job<JobData>): Promise<JobResult> {
  try {
    await spec.handle(job.data, job.signal);
    return { id: job.id, status: 'completed' };
  } catch (error) {
    return { id: job.id, status: 'failed', output: { message: error instanceof Error ? error.message : String(error) } };
  }
}
