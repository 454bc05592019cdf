import type { Assignment, FinishBody, RunEventBody } from '@lime/contracts';
import { createValueMask, redactText, type Logger, type ValueMask } from '@lime/kernel';
import { changeTexts } from './change-texts.ts';
import { createInbox, type Inbox } from './providers/inbox.ts';
import { createEventBatcher } from './event-batcher.ts';
import { startHeartbeats } from './heartbeat.ts';
import { retryUnreachable } from './protocol/retry-unreachable.ts';
import type { Held, ServerApi } from './protocol/server-api.ts';
import { stepSeconds } from './step-time.ts';
import { createStopSwitch, type StopReason, type StopSwitch } from './stop-switch.ts';

export type StepOutcome = FinishBody['outcome'];

/** What the work on a step is given. */
export type StepWork = {
  assignment: Assignment;
  held: Held;
  api: ServerApi;
  /** Says something into the run's transcript. Await it: it slows down who says more than can be sent. */
  emit: (event: RunEventBody) => Promise<void>;
  /** Hides the secrets of its checks and its clone in what the step says; `emit` does so too, with what each event says by itself. */
  values: ValueMask;
  /** What people say to the agent while it works. */
  inbox: Inbox;
  /** Everything that works on the step stops at this. */
  signal: AbortSignal;
  /** What hands in the work so far stops at this: with `signal`, except after a cancel, where it comes a moment later. */
  handIn: AbortSignal;
  log: Logger;
};

type RunAssignment = {
  api: ServerApi;
  assignment: Assignment;
  heartbeatSeconds: number;
  /** Given while the step is in hand; the runner stops it by this when it shuts down. */
  stop?: StopSwitch;
  /** Gives up on a server that does not answer, at the end of a shutdown. */
  abandon: AbortSignal;
  work: (step: StepWork) => Promise<StepOutcome>;
  log: Logger;
};

/** After a cancel this is left to hand in the work so far: less than the server waits for it. Milliseconds. */
const handInMs = 2500;

/** After these the step may be another runner's: nothing more may be written about it. */
const silent: ReadonlySet<StopReason | null> = new Set<StopReason>(['lease_lost', 'heartbeats_failed']);

/**
 * Does one step to its end and tells the server: keeps the lease alive, sends events, enforces the
 * time-out, reports the outcome. Gives the outcome that the server accepted, or null when the step
 * was no longer ours. Never throws.
 */
export async function runAssignment({ api, assignment, heartbeatSeconds, stop = createStopSwitch(), abandon, work, log }: RunAssignment): Promise<StepOutcome | null> {
  const held: Held = { stepId: assignment.stepId, leaseToken: assignment.leaseToken };
  const giveUp = giveUpSignal(stop, abandon);
  const batcher = createEventBatcher({
    send: (batch, events) => api.sendEvents(held, batch, events, giveUp),
    signal: giveUp,
    onRefused: (result) => {
      if (result.kind === 'refused') log.error({ stepId: held.stepId, reason: result.message }, 'the server refused events');
      stop.stop(result.kind === 'refused' ? 'events_refused' : 'lease_lost');
    },
  });
  const passwords = [assignment.repositoryAccess, ...assignment.otherAccess].flatMap(({ access }) => (access?.kind === 'password' ? [access.password] : []));
  const values = createValueMask([...[...assignment.checkEnv.vars, ...assignment.agentEnv.vars].filter(({ isSecret }) => isSecret).map(({ value }) => value), ...passwords]);
  const emit = (event: RunEventBody) => batcher.emit(changeTexts(event, values.mask));
  const inbox = createInbox();
  const heartbeats = startHeartbeats({ api, held, leaseSeconds: assignment.leaseSeconds, heartbeatSeconds, stop, log, onMessage: (text) => void emit(takeIn(inbox, text)) });
  const timeout = setTimeout(() => stop.stop('timed_out'), stepSeconds(assignment) * 1000);
  try {
    const done = await work({ assignment, held, api, emit, values, inbox, signal: stop.signal, handIn: handInSignal(stop), log }).catch((error: unknown) => unexpected(error, log));
    clearTimeout(timeout);
    if (silent.has(stop.reason())) return null;
    const outcome = masked(done.status === 'succeeded' ? done : outcomeOfStop(stop.reason(), assignment, done), values);
    await batcher.flush();
    return await finish(api, held, outcome, giveUp, log);
  } finally {
    clearTimeout(timeout);
    await heartbeats.end();
  }
}

/** What commands said is masked where they said it, across the pieces it came in; here is the rest that a step tells in words. */
function masked(outcome: StepOutcome, { mask }: ValueMask): StepOutcome {
  if (outcome.status === 'failed') return { ...outcome, error: { ...outcome.error, message: mask(outcome.error.message) } };
  return outcome.status === 'succeeded' ? { ...outcome, output: { ...outcome.output, summary: mask(outcome.output.summary) } } : outcome;
}

/** Stops the handing in of the work so far. */
function handInSignal(stop: StopSwitch): AbortSignal {
  const over = new AbortController();
  const end = () => over.abort();
  stop.signal.addEventListener('abort', () => (stop.reason() === 'cancelled' ? setTimeout(end, handInMs).unref() : end()), { once: true });
  return over.signal;
}

/** Stops waiting for the server once the step is not ours any more, or the runner must end. */
function giveUpSignal(stop: StopSwitch, abandon: AbortSignal): AbortSignal {
  const lost = new AbortController();
  stop.signal.addEventListener('abort', () => silent.has(stop.reason()) && lost.abort(), { once: true });
  return AbortSignal.any([lost.signal, abandon]);
}

/** Hands a person's message to the agent, and says what becomes of it. */
function takeIn(inbox: Inbox, text: string): RunEventBody {
  if (inbox.closed) return { type: 'message', role: 'system', text: `Message received: "${text}". Nothing can change course now; the message stays here for those who review.` };
  inbox.put(text);
  return { type: 'message', role: 'system', text: 'Message passed to the agent.' };
}

function unexpected(error: unknown, log: Logger): StepOutcome {
  log.error({ err: error }, 'a step failed unexpectedly');
  const message = redactText(error instanceof Error ? error.message : String(error));
  return { status: 'failed', error: { code: 'runner_error', message: `The runner failed unexpectedly: ${message}` }, retryable: true };
}

/** What stopping a step makes of it. A step that failed by itself keeps its own reason. */
function outcomeOfStop(reason: StopReason | null, assignment: Assignment, done: StepOutcome): StepOutcome {
  const failed = (code: string, message: string, retryable: boolean): StepOutcome => ({ status: 'failed', error: { code, message }, retryable });
  if (reason === 'cancelled') return { status: 'cancelled', artifacts: done.artifacts ?? [] };
  if (reason === 'timed_out') return failed('timed_out', `The step took longer than the ${stepSeconds(assignment)} s it may take.`, false);
  if (reason === 'runner_stopped') return failed('runner_stopped', 'The runner was stopped; another one can do the step.', true);
  if (reason === 'events_refused') return failed('events_refused', "The server refused the step's events; the runner's log says why.", false);
  return done;
}

/** Repeats until the server has the outcome or has given the step away. */
async function finish(api: ServerApi, held: Held, outcome: StepOutcome, giveUp: AbortSignal, log: Logger): Promise<StepOutcome | null> {
  const result = await retryUnreachable(() => api.finish(held, outcome), { signal: giveUp });
  if (result.kind === 'ok') return outcome;
  if (result.kind !== 'refused') return null;
  log.error({ stepId: held.stepId, reason: result.message }, 'the server refused the outcome of a step');
  if (outcome.status === 'failed' && outcome.error.code === 'outcome_refused') return null;
  return finish(api, held, { status: 'failed', error: { code: 'outcome_refused', message: `The server refused what the runner reported: ${result.message}` }, retryable: false }, giveUp, log);
}
