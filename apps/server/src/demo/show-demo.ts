import type { RunEvent } from '@lime/contracts';
import type { Parts } from '../compose.ts';
import { readEvents, readRunSummary } from '@lime/runs';

const over = ['succeeded', 'failed', 'cancelled'];

/** Prints the demo run's transcript as it happens, until it waits for a person or has ended. */
export async function showDemo(parts: Parts, tenantId: bigint, runId: bigint, origin: string, print: (line: string) => void): Promise<void> {
  let after = 0;
  for (;;) {
    const bell = nextNews(parts, runId);
    const [events, run] = await parts.db.tenant(tenantId, async (tx) => Promise.all([readEvents(tx, runId, after, 1000), readRunSummary(tx, runId)]));
    for (const event of events) for (const line of linesOf(event)) print(`  ${line}`);
    after = events.at(-1)?.seq ?? after;
    if (run && run.waitingOn === 'gate' && after >= run.lastSeq) {
      print('');
      print(`The demo ticket waits for your decision:  ${origin}/runs/${runId}`);
      print(`Or here, in another terminal:  npx lime diff ${runId}   npx lime approve ${runId}`);
      return;
    }
    if (!run || (over.includes(run.status) && after >= run.lastSeq)) return;
    await Promise.race([bell.rung, Bun.sleep(1000)]);
    bell.stop();
  }
}

function nextNews(parts: Parts, runId: bigint): { rung: Promise<void>; stop(): void } {
  let ring: () => void = () => {};
  const rung = new Promise<void>((resolve) => (ring = resolve));
  return { rung, stop: parts.announcer.listen((topic) => topic === `run:${runId}` && ring()) };
}

/** What a terminal shows of an event: one line, or a few of a tool's output. */
function linesOf(event: RunEvent): string[] {
  const { body } = event;
  switch (body.type) {
    case 'status':
    case 'message':
    case 'checkpoint':
      return [body.text];
    case 'tool':
      return body.phase === 'output' ? [] : [`${body.name} ${body.phase === 'start' ? '…' : `→ ${body.exitCode === 0 || body.exitCode == null ? 'done' : `exit ${body.exitCode}`}${body.durationMs === undefined ? '' : ` (${Math.round(body.durationMs)} ms)`}`}`];
    case 'diff':
      return [`diff: ${body.filesChanged} files, +${body.insertions} −${body.deletions}`];
    case 'error':
      return [`! ${body.text}`];
    case 'artifact':
      return [`artifact: ${body.name}`];
    default:
      return [];
  }
}
