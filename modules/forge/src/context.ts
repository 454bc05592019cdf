import type { z } from 'zod';
import type { ChecksState } from '@lime/contracts';
import type { Logger } from '@lime/kernel';
import type { Db, TenantTx } from '@lime/db';
import type { OAuthApp } from '@lime/identity';
import type { Outbound } from '@lime/outbound';
import type { Keyring } from '@lime/vault';

/** What the connectors are given by the composition root. */
export type ForgeContext = {
  db: Db;
  logger: Logger;
  keyring: Keyring;
  outbound: Outbound;
  /** Null: the operator has registered none, and people connect by a token or an app. */
  oauthApp: OAuthApp | null;
  /** Where people reach this server. */
  origin(): string;
  /** Called in the transaction that learns what the checks of a ticket's open pull requests come to. */
  onChecks(tx: TenantTx, ticketId: bigint, state: z.infer<typeof ChecksState>): Promise<void>;
  /** Called in the transaction that learns, otherwise than by an event, of a pull request: opened, merged, or read anew. */
  onPullRequest(tx: TenantTx, pullRequestId: bigint): Promise<void>;
  /** Tokens of apps' installations that are still good, by connector. */
  minted: Map<bigint, { token: string; goodUntil: number }>;
};

export function createForgeContext(parts: Omit<ForgeContext, 'minted'>): ForgeContext {
  return { ...parts, minted: new Map() };
}
