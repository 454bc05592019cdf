import type { RunSummary } from '@lime/contracts';
import { exitCodes } from '../cli-error.ts';
import { followRun } from '../client/follow-run.ts';
import type { Context } from '../context.ts';
import { createEventPrinter, type EventPrinter } from './event-printer.ts';

type Follow = { runId: string; after: number; /** Whether to stop here, once all that was said up to here has been printed. */ until: (run: RunSummary) => boolean };

export function hasEnded(run: RunSummary): boolean {
  return run.status === 'succeeded' || run.status === 'failed' || run.status === 'cancelled';
}

export function isAtGate(run: RunSummary): boolean {
  return run.status === 'waiting' && run.waitingOn === 'gate';
}

/** Other runs do its work now; each asks for itself. */
export function isAtOthers(run: RunSummary): boolean {
  return run.status === 'waiting' && (run.waitingOn === 'child' || run.waitingOn === 'map');
}

/**
 * Prints a run as it happens (with --json one event a line) and gives its state where it stopped.
 * On Ctrl-C the process ends with 130, the run goes on, and stderr says how to come back to it.
 */
export async function followToEnd(context: Context, { runId, after, until }: Follow): Promise<RunSummary> {
  const show: EventPrinter = context.json ? (event) => context.write(`${JSON.stringify(event)}\n`) : createEventPrinter(context);
  let seen = after;
  let state: RunSummary | null = null;
  const interrupt = () => {
    context.note(`\nRun ${runId} goes on.\n  watch it   npx lime watch ${runId} --after ${seen}\n  cancel it  npx lime cancel ${runId}\n`);
    process.exit(exitCodes.interrupted);
  };
  process.once('SIGINT', interrupt);
  try {
    for await (const followed of followRun(context.client(), runId, { after, renew: context.renewClient, onLost: (reason) => context.note(`(${reason})\n`) })) {
      if (followed.kind === 'event') {
        seen = followed.event.seq;
        show(followed.event);
      } else state = followed.run;
      if (state && seen >= state.lastSeq && until(state)) return state;
    }
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
  throw new Error('followRun ended by itself');
}
