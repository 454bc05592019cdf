import type { EgressRequest } from './reach-destination.ts';

/** What became of a destination. `reason` is empty when it was reached. */
export type EgressTally = { destination: string; outcome: 'reached' | 'refused' | 'unreachable'; reason: string; times: number };

/** Destinations that are told apart; a program may ask for any number of them. */
const MAX_DESTINATIONS = 200;
const OTHERS = 'other destinations';
const MAX_DESTINATION_CHARACTERS = 300;
const MAX_REASON_CHARACTERS = 500;

/** Counts the requests of a sandbox by destination and outcome, in a bounded space, in the order of their first. */
export function tallyEgress(): { onRequest: (request: EgressRequest) => void; tallies: () => EgressTally[] } {
  const counted = new Map<string, EgressTally>();
  const onRequest = (request: EgressRequest) => {
    const outcome = outcomeOf(request);
    const own = `${request.host}:${request.port}`.slice(0, MAX_DESTINATION_CHARACTERS);
    const isRoom = counted.size < MAX_DESTINATIONS || counted.has(`${outcome} ${own}`);
    const destination = isRoom ? own : OTHERS;
    const key = `${outcome} ${destination}`;
    const reason = isRoom ? (request.reason ?? '').slice(0, MAX_REASON_CHARACTERS) : '';
    const tally = counted.get(key) ?? { destination, outcome, reason, times: 0 };
    tally.times += 1;
    counted.set(key, tally);
  };
  return { onRequest, tallies: () => [...counted.values()] };
}

function outcomeOf({ allowed, reason }: EgressRequest): EgressTally['outcome'] {
  if (!allowed) return 'refused';
  return reason === undefined ? 'reached' : 'unreachable';
}
