/** What the harness tells a process of subscribers, and what that one answers, over the child process's IPC channel. */
export type Plan = {
  url: string;
  headers: Record<string, string>;
  topic: string;
  subscribers: number;
};

export type Request = { kind: 'subscribe'; plan: Plan } | { kind: 'report'; /** The run's last event. */ lastSeq: number };

export type Answer = { kind: 'subscribed' } | ({ kind: 'report' } & Report);

export type Report = {
  /** Events that a subscriber never got, over all subscribers. */
  lost: number;
  /** Events that a subscriber got again, or too late, over all subscribers. */
  doubled: number;
  /** Milliseconds from the moment when the runner said an event until a subscriber had it, one figure each. */
  latencies: number[];
};

/** Text of an event whose delivery is timed: the shared clock at the moment when it was said. */
export const stamped = (at: number) => `said at ${at}`;

/** The time that the text holds; null for an event that is not timed. */
export function readStamp(text: string): number | null {
  const [, at] = /^said at ([0-9.]+)$/.exec(text) ?? [];
  return at === undefined ? null : Number(at);
}
