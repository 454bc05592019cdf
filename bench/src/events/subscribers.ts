import { LiveMessage } from '@lime/contracts';
import { sharedClock } from '../clock.ts';
import { followSeqs, type Followed } from './follow-seqs.ts';
import { readStamp, type Answer, type Plan, type Report, type Request } from './protocol.ts';

/** A process of subscribers: each has a WebSocket of its own, as a browser tab has. */
type Subscriber = { followed: Followed; socket: WebSocket };

/** How long the last events may take to arrive before they count as lost, in milliseconds. */
const STRAGGLERS_MS = 30_000;

const answer = (message: Answer) => void process.send?.(message);
const latencies: number[] = [];
let subscribers: Subscriber[] = [];
let onEvents: () => void = () => {};

process.on('disconnect', () => process.exit());
process.on('message', (request: Request) => {
  if (request.kind === 'subscribe') void Promise.all(Array.from({ length: request.plan.subscribers }, () => subscribe(request.plan))).then((all) => {
    subscribers = all;
    answer({ kind: 'subscribed' });
  });
  else void report(request.lastSeq).then((figures) => answer({ kind: 'report', ...figures }));
});

/** Resolves once the server says that the subscription is live. */
function subscribe({ url, headers, topic }: Plan): Promise<Subscriber> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    const followed = followSeqs();
    socket.onopen = () => socket.send(JSON.stringify({ op: 'subscribe', topic, after: 0 }));
    socket.onclose = ({ code, reason }) => reject(new Error(`a subscriber was let go: ${code} ${reason}`));
    socket.onmessage = ({ data }) => {
      const at = sharedClock();
      const message = parse(String(data));
      if (message.subscribed) resolve({ followed, socket });
      for (const seq of message.seqs) followed.take(seq);
      for (const said of message.stamps) latencies.push(at - said);
      if (message.seqs.length > 0) onEvents();
    };
  });
}

type Parsed = { subscribed: boolean; seqs: number[]; stamps: number[] };
let latest: { text: string; parsed: Parsed } = { text: '', parsed: { subscribed: false, seqs: [], stamps: [] } };

/** Every subscriber gets the same text: it is parsed once, since one machine stands for all their browsers. */
function parse(text: string): Parsed {
  if (text !== latest.text) latest = { text, parsed: digest(LiveMessage.parse(JSON.parse(text))) };
  return latest.parsed;
}

function digest(message: LiveMessage): Parsed {
  const events = message.op === 'events' ? message.events : [];
  const stamps = events.flatMap(({ body }) => (body.type === 'log' ? (readStamp(body.text) ?? []) : []));
  return { subscribed: message.op === 'subscribed', seqs: events.map((event) => event.seq), stamps };
}

/** Waits until every subscriber has the last event, or has been waited for long enough. */
async function report(lastSeq: number): Promise<Report> {
  const { promise, resolve } = Promise.withResolvers<void>();
  onEvents = () => {
    if (subscribers.every(({ followed }) => followed.lastSeq() >= lastSeq)) resolve();
  };
  onEvents();
  await Promise.race([promise, Bun.sleep(STRAGGLERS_MS)]);
  onEvents = () => {};
  const sum = (count: (followed: Followed) => number) => subscribers.reduce((total, { followed }) => total + count(followed), 0);
  return { lost: sum((followed) => followed.lost() + Math.max(0, lastSeq - followed.lastSeq())), doubled: sum((followed) => followed.doubled()), latencies: latencies.splice(0) };
}
