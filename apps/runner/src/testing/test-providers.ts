import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where tests find the programs of the providers: `npm test` installs them there, and says where. */
export const TEST_PROVIDERS = process.env['LIME_TEST_PROVIDERS'] ?? join(fileURLToPath(new URL('../../../..', import.meta.url)), 'node_modules/.lime/providers');
