import type { Provider } from '@lime/contracts';
import { pause } from './protocol/retry-unreachable.ts';
import { availableProviders } from './providers/available-providers.ts';

/** How soon a provider that was installed, or taken away, is noticed. */
const lookEveryMs = 2_000;

/** Tells whenever the providers that can work here are others than `known`, until the signal says stop. */
export async function watchProviders(options: { folder: string; known: readonly Provider[]; signal: AbortSignal; changed: (now: Provider[]) => Promise<void> }): Promise<void> {
  let known = options.known.join();
  for (;;) {
    await pause(lookEveryMs, options.signal);
    if (options.signal.aborted) return;
    const now = await availableProviders(options.folder);
    if (now.join() === known) continue;
    known = now.join();
    await options.changed(now);
  }
}
