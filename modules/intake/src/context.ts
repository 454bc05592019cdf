import type { ForgeEvent } from '@lime/contracts';
import type { Announcer, Db, Queue, TenantTx } from '@lime/db';
import type { Logger } from '@lime/kernel';
import type { Keyring } from '@lime/vault';

/** Where an event came from. */
export type EventSource = { webhookId: bigint; connectorId: bigint | null };

/** What intake is given by the composition root. */
export type IntakeContext = {
  db: Db;
  queue: Pick<Queue, 'send'>;
  announcer: Announcer;
  keyring: Keyring;
  logger: Logger;
  /**
   * Does what follows from an event, in the transaction that marks its delivery processed, and answers in sentences
   * what that was. It is told the same event again when the delivery is replayed.
   */
  onForgeEvent(tx: TenantTx, event: ForgeEvent, source: EventSource): Promise<string[]>;
};
