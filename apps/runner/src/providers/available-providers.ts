import type { Provider } from '@lime/contracts';
import { providers } from './providers.ts';

/** The providers that can work on this machine now, of those that are installed in the folder or need no installation. */
export async function availableProviders(folder: string): Promise<Provider[]> {
  const looked = await Promise.all(providers.map(async ({ name, missing }) => ((await missing(folder)) === null ? [name] : [])));
  return looked.flat();
}
