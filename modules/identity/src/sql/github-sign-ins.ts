import type { EngineTx } from '@lime/db';

export type PendingSignIn = { return_to: string; invitation_hash: Uint8Array | null; connect_user_id: bigint | null };

const lifeMinutes = 10;

/** Keeps a sign-in that goes to GitHub; those that never came back go. */
export async function insertSignIn(tx: EngineTx, stateHash: Uint8Array, browserHash: Uint8Array, pending: PendingSignIn): Promise<void> {
  await tx.sql`DELETE FROM github_sign_ins WHERE expires_at < now()`;
  await tx.sql`
    INSERT INTO github_sign_ins (state_hash, browser_hash, return_to, invitation_hash, connect_user_id, expires_at)
    VALUES (${stateHash}, ${browserHash}, ${pending.return_to}, ${pending.invitation_hash}, ${pending.connect_user_id}, now() + make_interval(mins => ${lifeMinutes}))`;
}

/** Takes out a sign-in of this browser, once. */
export async function takeSignIn(tx: EngineTx, stateHash: Uint8Array, browserHash: Uint8Array): Promise<PendingSignIn | null> {
  const [row]: PendingSignIn[] = await tx.sql`
    DELETE FROM github_sign_ins WHERE state_hash = ${stateHash} AND browser_hash = ${browserHash} AND expires_at > now() RETURNING return_to, invitation_hash, connect_user_id`;
  return row ?? null;
}
