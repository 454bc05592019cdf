import { sharedClock } from '../clock.ts';
import { type ModelSide, openAnswer } from './ask-model.ts';
import { PACED_STREAMS } from './pace.ts';

/** `perSecond`: events that arrived, of all streams together. `delays`: of each, from when the model wrote it, in milliseconds. */
export type Heard = { perSecond: number; delays: number[] };

/** Listens to many answers at once that come at a model's own pace. */
export async function listenPaced(side: ModelSide, seconds: number): Promise<Heard> {
  const since = performance.now();
  const delays = (await Promise.all(Array.from({ length: PACED_STREAMS }, () => listen(side, seconds)))).flat();
  return { perSecond: delays.length / ((performance.now() - since) / 1000), delays };
}

async function listen(side: ModelSide, seconds: number): Promise<number[]> {
  const delays: number[] = [];
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of await openAnswer(side, String(seconds), 'claude-sonnet-4-5')) {
    const now = sharedClock();
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const written = /"text":"([\d.]+) "/.exec(line)?.[1];
      if (written !== undefined) delays.push(now - Number(written));
    }
  }
  return delays;
}
