import type { AgentMode, Failure, Json, JsonObject, Provider, RunStatus, StepKind, StepStatus, WaitingOn, WorkflowSpec } from '@lime/contracts';

/** A row of `runs`, as Postgres gives it. */
export type RunRow = {
  id: bigint;
  project_id: bigint | null;
  ticket_id: bigint | null;
  parent_run_id: bigint | null;
  parent_step_id: bigint | null;
  /** What it goes on with or reviews. */
  from_run_id: bigint | null;
  from_as: 'continuation' | 'review' | null;
  attempt_group_id: bigint | null;
  depth: number;
  /** Whose work it is, and how; null where no agent is asked. */
  provider: Provider | null;
  mode: AgentMode | null;
  workflow: string;
  title: string;
  spec: WorkflowSpec;
  input: JsonObject;
  status: RunStatus;
  waiting_on: WaitingOn | null;
  waiting_since: Date | null;
  position: number;
  output: JsonObject | null;
  error: Failure | null;
  lease_token: bigint;
  lease_expires_at: Date | null;
  cancel_requested_at: Date | null;
  last_seq: bigint;
  reserved_cents: bigint;
  budget_run_id: bigint | null;
  cost_micros: bigint;
  created_by: bigint | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
};

/** A row of `run_steps`. */
export type StepRow = {
  id: bigint;
  run_id: bigint;
  key: string;
  title: string;
  kind: StepKind;
  position: number;
  parent_step_id: bigint | null;
  item_index: number | null;
  item_limit: number | null;
  status: StepStatus;
  provider: string | null;
  attempt: number;
  max_attempts: number;
  backoff_ms: number;
  input: JsonObject;
  output: Json;
  error: Failure | null;
  lease_token: bigint;
  lease_expires_at: Date | null;
  run_after: Date | null;
  timeout_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
};

/** What the engine tells modules above it, through the outbox, when a run's status has changed. */
export type RunChanged = { tenantId: bigint; runId: bigint };
