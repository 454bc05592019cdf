import { join } from 'node:path';
import type { Answer, Plan, Report, Request } from './protocol.ts';

export type Subscribers = {
  /** Waits until all have the run's last event (or never will), and tells what they got since the last report. */
  report(lastSeq: number): Promise<Report>;
  stop(): Promise<void>;
};

/** Starts one process of subscribers; resolves when all of them are subscribed. */
export async function startSubscribers(plan: Plan): Promise<Subscribers> {
  let waiting: PromiseWithResolvers<Answer> | null = null;
  const child = Bun.spawn([process.execPath, join(import.meta.dirname, 'subscribers.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    serialization: 'json',
    ipc: (message: Answer) => waiting?.resolve(message),
    onExit: (_child, code) => waiting?.reject(new Error(`the subscribers ended with exit code ${code}`)),
  });
  const ask = (request: Request) => {
    waiting = Promise.withResolvers<Answer>();
    child.send(request);
    return waiting.promise;
  };
  await ask({ kind: 'subscribe', plan });
  return {
    report: async (lastSeq) => {
      const answer = await ask({ kind: 'report', lastSeq });
      if (answer.kind !== 'report') throw new Error('the subscribers answered out of turn');
      return answer;
    },
    stop: async () => {
      waiting = null;
      child.disconnect();
      await child.exited;
    },
  };
}
