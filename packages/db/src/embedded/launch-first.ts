import { choosePort } from './choose-port.ts';
import { explainOutput, type StartFailure } from './failure.ts';
import type { Launched, Postmaster } from './launch-postmaster.ts';
import { LET_GO_MS, LET_GO_RETRY_MS } from './tunables.ts';

/** The last processes of a killed Postgres are ending. */
const STILL_ENDING = /pre-existing shared memory block|lock file "postmaster.pid" already exists/;

/** Another program was quicker to take the port that was free a moment ago. */
const PORT_TAKEN = /Address already in use/;

/** Launches the first postmaster of this process, on the given port or else the remembered or a new one. */
export async function launchFirst(
  dataDir: string,
  fixedPort: number | undefined,
  launch: (port: number) => Promise<Launched>,
): Promise<{ kind: 'launched'; postmaster: Postmaster; port: number } | StartFailure> {
  const deadline = performance.now() + LET_GO_MS;
  for (;;) {
    const port = fixedPort ?? choosePort(dataDir);
    const launched = await launch(port);
    if (launched.kind === 'ready') return { kind: 'launched', postmaster: launched, port };
    const passes = STILL_ENDING.test(launched.output) || (fixedPort === undefined && PORT_TAKEN.test(launched.output));
    if (!passes || performance.now() > deadline) return explainOutput(dataDir, launched.output);
    await Bun.sleep(LET_GO_RETRY_MS);
  }
}
