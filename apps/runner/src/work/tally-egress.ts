import type { RunEventBody } from '@lime/contracts';
import type { EgressRequest } from '@lime/sandbox';
import type { StepWork } from '../run-assignment.ts';

type Told = Extract<RunEventBody, { type: 'egress' }>;

/** More destinations than this are one event: a program that tries every host is to be seen, not read. */
const mostTold = 200;

/** Counts what a sandbox asks to reach. `tell` puts it into the transcript, once for every destination and outcome. */
export function tallyEgress({ emit, log }: Pick<StepWork, 'emit' | 'log'>): { note: (request: EgressRequest) => void; tell: () => Promise<void> } {
  const tally = new Map<string, Told>();
  let untold = 0;
  const note = ({ host, port, method, allowed, reason }: EgressRequest) => {
    const destination = `${host}:${port}`.slice(0, 300);
    log.info({ destination, method, allowed, reason }, 'a sandbox asked to leave');
    const outcome = !allowed ? 'refused' : reason === undefined ? 'reached' : 'unreachable';
    const known = tally.get(`${outcome} ${destination}`);
    if (known) known.times++;
    else if (tally.size >= mostTold) untold++;
    else tally.set(`${outcome} ${destination}`, { type: 'egress', destination, outcome, reason: (reason ?? '').slice(0, 500), times: 1 });
  };
  const tell = async () => {
    for (const event of tally.values()) await emit(event);
    if (untold > 0) await emit({ type: 'log', text: `${untold} further requests to leave the sandbox are not listed.\n`, stream: 'stderr' });
  };
  return { note, tell };
}
