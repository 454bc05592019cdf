import { interleave } from '../interleave.ts';
import type { Bench } from '../part.ts';
import { askModel, type ModelSide } from './ask-model.ts';
import { cpuSeconds } from './cpu-seconds.ts';
import type { Ways } from './ways.ts';

export const STREAMS = 4;

/** How much of streamed answers arrives when nothing holds them back, in megabytes a second; says what each process spent on it. */
export async function measureSaturated(bench: Bench, ways: Ways): Promise<{ ours: number[]; theirs: number[] }> {
  const figures = await interleave([ways.ours, ways.direct], bench.repeats + 1, async (side, repeat) => {
    const before = await spent(ways);
    const { bytes, seconds } = await readBooks(side, bench.seconds);
    const after = await spent(ways);
    const perMegabyte = after.map(([name, cpu], index) => `${name} ${(((cpu - (before[index]?.[1] ?? 0)) * 1e9) / bytes).toFixed(1)}`);
    if (repeat > 0) bench.say(`saturated, ${side === ways.ours ? 'ours' : 'direct'}: ${(bytes / 1e6 / seconds).toFixed(1)} MB/s; CPU ms a MB: ${perMegabyte.join(', ')}`);
    return bytes / 1e6 / seconds;
  });
  const [ours = [], theirs = []] = [ways.ours, ways.direct].map((side) => (figures.get(side) ?? []).slice(1));
  return { ours, theirs };
}

async function spent({ pids }: Ways): Promise<[string, number][]> {
  return Promise.all(Object.entries(pids).map(async ([name, pid]): Promise<[string, number]> => [name, await cpuSeconds(pid)]));
}

async function readBooks(side: ModelSide, seconds: number): Promise<{ bytes: number; seconds: number }> {
  const since = performance.now();
  const until = since + seconds * 1000;
  let bytes = 0;
  await Promise.all(Array.from({ length: STREAMS }, async () => {
    while (performance.now() < until) {
      const book = await askModel(side, 'a book');
      // Not `bytes += await …`: that adds to what it was before the wait, and forgets what the other streams brought meanwhile.
      bytes += book.bytes;
    }
  }));
  return { bytes, seconds: (performance.now() - since) / 1000 };
}
