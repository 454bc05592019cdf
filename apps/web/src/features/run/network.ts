import type { RunEvent, RunEventBody } from '@lime/contracts';

type Egress = Extract<RunEventBody, { type: 'egress' }>;

/** What became of the attempts to reach one destination. */
export type NetworkLine = Pick<Egress, 'destination' | 'outcome' | 'reason' | 'times'>;

/** What the run's sandboxes asked to reach: one line a destination and outcome, refused ones first. */
export function networkOf(events: readonly RunEvent[]): NetworkLine[] {
  const lines = new Map<string, NetworkLine>();
  for (const { body } of events) {
    if (body.type !== 'egress') continue;
    const key = `${body.outcome} ${body.destination}`;
    const known = lines.get(key);
    lines.set(key, { destination: body.destination, outcome: body.outcome, reason: body.reason, times: (known?.times ?? 0) + body.times });
  }
  const order: Egress['outcome'][] = ['refused', 'unreachable', 'reached'];
  return [...lines.values()].toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || (a.destination < b.destination ? -1 : 1));
}
