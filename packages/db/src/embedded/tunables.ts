/** Every time-out of the embedded database, in milliseconds, and what happens when it passes. */

/** A postmaster that is not ready by then (crash recovery included) is ended and the start fails as `start_failed`. */
export const READY_TIMEOUT_MS = 120_000;

/** A fast shutdown that takes longer becomes an immediate one (SIGQUIT: the next start recovers from the log). */
export const FAST_SHUTDOWN_MS = 10_000;

/** An immediate shutdown that takes longer becomes SIGKILL. */
export const IMMEDIATE_SHUTDOWN_MS = 5_000;

/** How long a start waits for the processes of a dead postmaster to let go of its shared memory or port. */
export const LET_GO_MS = 10_000;

/** How often something is looked at that cannot announce itself (processes that are not our children). */
export const POLL_MS = 10;

/** Pauses before the first, second … restart after a crash; the last one repeats. */
export const RESTART_PAUSES_MS = [0, 250, 1_000, 5_000] as const;

/** A postmaster that lived this long starts the pauses anew when it crashes. */
export const HEALTHY_AFTER_MS = 60_000;

/** How long the output of an ended postmaster is read, in case a process of it still holds the pipe. */
export const LAST_WORDS_MS = 1_000;

/** The pause between two tries within LET_GO_MS. */
export const LET_GO_RETRY_MS = 100;
