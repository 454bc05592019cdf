import { refuse } from '@lime/kernel';

/** So many searches of one organisation are at work at once: half of what there are connections for. */
const ofTenant = 2;
/** So many more wait for their turn; who comes then is told to come back. */
const mostWaiting = 60;

type Line = { busy: number; waiting: (() => void)[] };

/**
 * The turns of all searches of this process: however many one organisation asks for, others find connections free. Work
 * is done when its organisation's turn comes: 429 `searches_busy` where too many wait already.
 */
export function createTurns(): <T>(tenantId: bigint, work: () => Promise<T>) => Promise<T> {
  const lines = new Map<bigint, Line>();
  return async (tenantId, work) => {
    const line = lines.get(tenantId) ?? { busy: 0, waiting: [] };
    lines.set(tenantId, line);
    if (line.busy < ofTenant) line.busy += 1;
    else await nextTurn(line);
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      // Whoever is next takes over this place.
      if (next) next();
      else if ((line.busy -= 1) === 0) lines.delete(tenantId);
    }
  };
}

function nextTurn({ waiting }: Line): Promise<void> {
  if (waiting.length >= mostWaiting) refuse({ status: 429, code: 'searches_busy', title: 'Too many at once', detail: `${mostWaiting} searches of this organisation wait for their turn already. Try again in a moment.` });
  return new Promise((resolve) => waiting.push(resolve));
}
