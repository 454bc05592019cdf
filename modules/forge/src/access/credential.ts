import type { ConnectorAuth, ConnectorProvider } from '@lime/contracts';
import type { ConnectorSettings } from '../sql/connectors.ts';

/** An open credential, for as long as something is done with it. `secret` is empty where none is needed. */
export type Credential = { provider: ConnectorProvider; auth: ConnectorAuth; url: string; settings: ConnectorSettings; secret: string };
