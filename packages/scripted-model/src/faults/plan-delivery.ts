import { type Fault } from '../script/fault.ts';

/** How an answer goes out: waits in milliseconds, and where and how it breaks off; `after: null` is before the first byte. */
export type Delivery = { first: number; every: number; stop: Stop | null };
export type Stop = { after: number | null; how: 'cut' | 'silence' | 'malformed' };

/** What a fault makes of an answer's way; `every` is the pace it has without one. */
export function planDelivery(fault: Fault | null, every: number): Delivery {
  const { first = 0, each = every } = readSlow(fault?.slow);
  return { first, every: each, stop: fault && findStop(fault) };
}

function readSlow(slow: Fault['slow']): { first?: number | undefined; each?: number | undefined } {
  return typeof slow === 'number' ? { first: slow } : slow ?? {};
}

function findStop({ cut, silence, malformed }: Fault): Stop | null {
  if (cut !== undefined) return { how: 'cut', after: cut === 'before first byte' ? null : cut.after };
  if (silence !== undefined) return { how: 'silence', after: silence === true ? null : silence.after };
  return malformed === undefined ? null : { how: 'malformed', after: 1 };
}
