import type { RunSummary } from '@lime/contracts';
import { exitCodes } from '../cli-error.ts';
import { followRun } from '../client/follow-run.ts';
import { writeJson, type Context } from '../context.ts';
import { runState } from '../commands/runs.ts';
import { formatAttempts } from './format-attempts.ts';
import { hasEnded, isAtGate } from './follow-to-end.ts';

/** Waits until every one of the runs is at its gate or over, then compares them. The exit code is 1 when none is left to choose. */
export async function followAttempts(context: Context, runs: RunSummary[]): Promise<number> {
  const stopped = await Promise.all(runs.map((run) => untilStopped(context, run.id)));
  const attempts = await context.renewClient().compareAttempts({ id: runs[0]?.id ?? '' });
  if (context.json) writeJson(context, attempts);
  else {
    context.write(`\n${formatAttempts(attempts.items, context.paint)}\n`);
    context.write('  look     npx lime diff RUN\n  choose   npx lime approve RUN   (the others are withdrawn)\n');
  }
  return stopped.some((run) => isAtGate(run) || run.status === 'succeeded') ? exitCodes.ok : exitCodes.failed;
}

async function untilStopped(context: Context, runId: string): Promise<RunSummary> {
  for await (const followed of followRun(context.client(), runId, { after: 0, renew: context.renewClient })) {
    if (followed.kind !== 'run' || !(hasEnded(followed.run) || isAtGate(followed.run))) continue;
    if (!context.json) context.write(`run ${runId}  ${runState(followed.run, context.paint)}\n`);
    return followed.run;
  }
  throw new Error('followRun ended by itself');
}
