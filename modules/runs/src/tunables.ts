/** Every time-out and interval of the engine, and what passing it means. Milliseconds. */

/** A server that has not renewed its hold on a run for this long has lost it; another one goes on. */
export const runLeaseMs = 6000;
export const runLeaseRenewEveryMs = 1500;

/** A runner that has not sent a heartbeat for this long has lost its step: given to another, or failed as `runner_lost`. */
export const stepLeaseMs = 30_000;
/** A heartbeat renews the lease, and is held open for so long, for a cancel or a message to arrive by. Short enough that a connection may be gone for 20 s without the lease running out. */
export const heartbeatEveryMs = 5000;
/** A run that is asked to end leaves the runners at work for it this long to hand in the work so far; then they are fenced out. */
export const cancelGraceMs = 3000;

/** How often the sweeper looks for alarms that have gone off and leases that have run out. */
export const sweepEveryMs = 500;
/** After an alarm was answered, it rings again only past this, should the answer have been lost. */
export const alarmSnoozeMs = 5000;
/** A queued run that no worker has taken up for this long is enqueued again. */
export const untakenAfterMs = 10_000;

/** An agent step without a time-out of its own fails as `step_timed_out` after this. */
export const agentTimeoutSeconds = 3600;
/** A tool of ours that runs longer is aborted and fails as `tool_timed_out`. */
export const toolTimeoutMs = 120_000;
/** A tool that goes on for this long after it was asked to stop is left behind, and its run goes on or ends without it. */
export const toolStopMs = 3000;
/** An effect under way when its tool is asked to stop counts as unknown after this: sooner than its tool is left behind. */
export const effectStopMs = 1000;

/** How many runs may lead to a run, one from the other: a child that would be deeper fails as `too_deep`, a run that goes on with another is refused. */
export const maxDepth = 10;
/** A map over more items fails as `too_many_items`. */
export const maxMapItems = 10_000;
/** Agent steps in flight per tenant, until somebody sets another limit. */
export const defaultTenantLimit = 50;

/** Budgets are looked at so long after money was spent, and as seldom. */
export const budgetPauseSeconds = 2;
