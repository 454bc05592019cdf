import type { ValueMask } from '@lime/kernel';
import { appendEvents, type ToolCall } from '@lime/runs';
import type { DeployDeps } from './deploy-deps.ts';

/** Characters of a deployment's output that its run keeps; the rest is counted. */
const mostTold = 200_000;
/** Said at once when so much has come, or after so long. */
const pieceChars = 16_000;
const pauseMs = 300;

/** Takes in what a deployment says. */
export type Output = { say(text: string): void; end(): Promise<void> };

/** Tells a deployment's output into its run: in pieces, bounded, with the secrets masked across them. */
export function tellOutput({ forge, announcer }: DeployDeps, { tenantId, runId }: Pick<ToolCall, 'tenantId' | 'runId'>, mask: ValueMask): Output {
  const stream = mask.stream();
  let [waiting, told, left] = ['', 0, 0];
  let writing = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | null = null;

  const write = (text: string) => {
    writing = writing
      .then(() => forge.db.tenant(tenantId, (tx) => appendEvents(tx, runId, null, [{ type: 'log', text }])))
      .then(() => announcer.announce(`run:${runId}`))
      .catch((err: unknown) => forge.logger.warn({ err, runId: String(runId) }, 'output of a deployment could not be told'));
  };
  const flush = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    for (; waiting !== ''; waiting = waiting.slice(pieceChars)) write(waiting.slice(0, pieceChars));
  };
  const take = (masked: string) => {
    const room = Math.max(0, mostTold - told);
    const kept = masked.slice(0, room);
    told += kept.length;
    left += masked.length - kept.length;
    // Postgres keeps no NUL in text.
    waiting += kept.replaceAll('\0', '');
    if (waiting.length >= pieceChars) flush();
    else if (waiting !== '') timer ??= setTimeout(flush, pauseMs);
  };
  return {
    say: (text) => take(stream.push(text)),
    end: async () => {
      take(stream.end());
      flush();
      if (left > 0) write(`… ${left} more characters are not kept.`);
      await writing;
    },
  };
}
