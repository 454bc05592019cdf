import type { JsonObject } from '@lime/contracts';
import type { TenantTx } from '@lime/db';

/** One call of a tool, and how its step is written. */
export type ToolInvocation = {
  tenantId: bigint;
  runId: bigint;
  tool: string;
  input: JsonObject;
  /** In milliseconds, where its step says so; the engine's own otherwise. */
  timeoutMs?: number;
  /** Aborted when the run is asked to end, or the item of a map has been taken from this process: with its run's end, or by another server. */
  cancelled: AbortSignal;
  /** The step's row, written if need be; null when the caller no longer holds what it works on. */
  beginStep(tx: TenantTx): Promise<bigint | null>;
};
