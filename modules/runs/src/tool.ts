import type { z } from 'zod';
import type { Failure, Json, JsonObject, NewArtifact } from '@lime/contracts';
import type { TenantTx } from '@lime/db';
import type { EffectOutcome, EffectPlan } from './effects/effect-plan.ts';

export type ToolCall = {
  tenantId: bigint;
  runId: bigint;
  input: JsonObject;
  /** Aborted when the tool's time-out has passed or its run is asked to end. A tool that does not heed it is left behind. */
  signal: AbortSignal;
  /** The only way a tool may change the outside world: written down first, applied once. */
  perform(plan: EffectPlan): Promise<EffectOutcome>;
};

export type ToolOutcome =
  /** `commit` writes the tool's own rows in the transaction that records its result, and so are `artifacts`, whose bytes it has stored. In a map they are not kept. */
  | { kind: 'done'; output: Json; artifacts?: z.output<typeof NewArtifact>[]; commit?: (tx: TenantTx) => Promise<void> }
  | { kind: 'failed'; error: Failure; retryable: boolean }
  /** Nobody knows whether the effect happened: the run waits for a person to say. */
  | { kind: 'effect_unknown' };

/** A function of ours that a workflow may call. It may be called again after a crash; its effects are not. */
export type Tool = (call: ToolCall) => Promise<ToolOutcome>;
