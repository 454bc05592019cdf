import { createLogger } from '@lime/kernel';
import type { Db } from '@lime/db';
import { createOutbound } from '@lime/outbound';
import { createForgeContext, type ForgeContext } from '../context.ts';

/** Connectors with a keyring of the test's own, that may reach this machine. */
export function testForge(db: Db, more: Partial<ForgeContext> = {}): ForgeContext {
  const bytes = new Uint8Array(32).fill(7);
  return createForgeContext({
    onChecks: async () => {},
    onPullRequest: async () => {},
    db, logger: createLogger({ name: 'test', level: 'silent' }), keyring: { source: 'environment', keys: [{ id: '0707070707070707', bytes }], replace: null },
    outbound: createOutbound({ privateHosts: ['127.0.0.1'] }), oauthApp: null, origin: () => 'http://lime.test', ...more,
  });
}
