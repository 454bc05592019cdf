import type { Db } from '@lime/db';
import type { Authenticator } from './session-cache.ts';

export type IdentityContext = {
  db: Db;
  sessions: Authenticator;
  /** Where people reach this server; asked whenever a link is made. */
  origin(): string;
};
