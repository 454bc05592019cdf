import type { ConnectorAuth, ConnectorProvider } from '@lime/contracts';
import type { ConnectorSettings } from '../sql/connectors.ts';

/** A token that ends sooner than this is not begun anything with: another is got first. Milliseconds. */
export const endingSoonMs = 60_000;

/** An open credential, for as long as something is done with it. `secret` is empty where none is needed. */
export type Credential = { provider: ConnectorProvider; auth: ConnectorAuth; url: string; settings: ConnectorSettings; secret: string };
