import { sharedClock } from '../clock.ts';
import { playRunner } from '../server/played-runner.ts';
import { startLook } from '../server/start-look.ts';
import { startServer } from '../server/start-server.ts';

const WARM_UP = 20;
/** Between one run's end and the next start, in milliseconds. */
const IDLE_MS = 10;

/** The same through the whole product: from the API call that starts a run until a waiting runner has its first step in hand. Milliseconds. */
export async function timeClaims(databaseUrl: string, tempDir: string, starts: number): Promise<number[]> {
  const server = await startServer({ databaseUrl, tempDir, embeddedRunner: false });
  try {
    const runner = await playRunner(server);
    const latencies: number[] = [];
    for (let number = 0; number < WARM_UP + starts; number++) {
      const claimed = runner.claim().then((assignment) => ({ assignment, at: sharedClock() }));
      await Bun.sleep(IDLE_MS);
      const called = sharedClock();
      const started = startLook(server, `Look ${number}`);
      const { assignment, at } = await claimed;
      if (number >= WARM_UP) latencies.push(at - called);
      await started;
      await runner.finish(assignment);
    }
    return latencies;
  } finally {
    await server.stop();
  }
}
