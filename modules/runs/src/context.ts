import type { Logger } from '@lime/kernel';
import type { AgentWork, CheckEnv, GivenAccess, WorkflowSpec } from '@lime/contracts';
import type { Announcer, Db, Queue, TenantRead, TenantTx } from '@lime/db';
import type { HooksContext } from '@lime/hooks';
import type { BlobStore } from './artifacts/blob-store.ts';
import type { LocalDispatch } from './engine/local-dispatch.ts';
import type { Slots } from './engine/slots.ts';
import type { StepCommitter } from './engine/step-committer.ts';
import type { RunChanged } from './model.ts';
import type { Tool } from './tool.ts';

/** What the engine is given by the composition root. */
export type RunsContext = {
  db: Db;
  queue: Queue;
  announcer: Announcer;
  blobs: BlobStore;
  logger: Logger;
  /** Tools by name: what `tool` steps call. */
  tools: ReadonlyMap<string, Tool>;
  /** Built-in workflows by key: what `child` steps name. */
  workflows: ReadonlyMap<string, WorkflowSpec>;
  committer: StepCommitter;
  held: HeldLeases;
  /** Null in a process without workers. */
  dispatch: LocalDispatch | null;
  /** What stops the tools of the runs, and of the maps' items, that this process holds. */
  cancels: { runs: Map<bigint, AbortController>; items: Map<bigint, AbortController> };
  /** A tool may take this long, in milliseconds. */
  toolTimeoutMs: number;
  /** How often in a row a run's move, or a map's item, has failed here. */
  faults: { runs: Map<bigint, number>; items: Map<bigint, number> };
  /** Where the items of maps are run. */
  pumps: Slots;
  /** What the checks of a project's runs find in their environment, or their agents; asked when a step is given to a runner. */
  readStepEnv(tx: TenantRead, projectId: bigint, whose: 'checks' | 'agent'): Promise<CheckEnv>;
  /** What opens the repository of a step, and where it stands by now; asked when the step has been given to a runner, outside of any transaction. */
  readRepositoryAccess(tenantId: bigint, repository: AgentWork['repository']): Promise<GivenAccess & { url: string }>;
  /** What a run's ticket waits for; without it, nothing is held back. */
  blockers?: {
    /** In words; null when it waits for nothing. */
    describe(tx: TenantRead, ticketId: bigint): Promise<string | null>;
    /** Outbox: called in the transaction since which a run waits for them. */
    onHeld(tx: TenantTx): Promise<void>;
  };
  /** Runs the tenants' hooks; without it there are none. */
  hooks?: HooksContext;
  /** Outbox: called in the transaction that changed the run's status. */
  onRunChanged(tx: TenantTx, change: RunChanged): Promise<void>;
};

/** The leases that this process holds, for the renewer. */
export type HeldLeases = {
  runs: Map<bigint, bigint>;
  steps: Map<bigint, bigint>;
};
