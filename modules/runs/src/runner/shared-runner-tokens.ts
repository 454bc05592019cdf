import type { CreatedRunnerToken, RunnerTokenView } from '@lime/contracts';
import type { z } from 'zod';
import { hashToken, newToken, notFound, refuse } from '@lime/kernel';
import type { RunsContext } from '../context.ts';
import { insertSharedToken, readSharedTokens, revokeSharedTokens } from '../sql/shared-runner-tokens.ts';
import { revokedTopic, toTokenView } from './runner-tokens.ts';

type Ctx = Pick<RunsContext, 'db' | 'announcer'>;

/** Makes a token for runners of the installation, which do the work of all tenants. Who may ask for one, the caller decides. */
export async function createSharedRunnerToken({ db }: Ctx, name: string): Promise<z.infer<typeof CreatedRunnerToken>> {
  const token = newToken('runner');
  const row = await db.engine((tx) => insertSharedToken(tx, { name, tokenHash: hashToken(token) }));
  return { ...toTokenView(row), token };
}

export async function listSharedRunnerTokens({ db }: Ctx): Promise<z.infer<typeof RunnerTokenView>[]> {
  return (await db.engine(readSharedTokens)).map(toTokenView);
}

/** Revokes a shared token by its id: its runners are refused at once, and their steps go to others. */
export async function revokeSharedRunnerToken(ctx: Ctx, tokenId: bigint): Promise<void> {
  if ((await revoke(ctx, { id: tokenId })) === 0) refuse(notFound('shared runner token'));
}

/** Makes a token in place of those of the same name: a program that gets a new one at each start leaves none behind. */
export async function renewSharedRunnerToken(ctx: Ctx, name: string): Promise<string> {
  await revoke(ctx, { name });
  return (await createSharedRunnerToken(ctx, name)).token;
}

async function revoke({ db, announcer }: Ctx, which: { id: bigint } | { name: string }): Promise<number> {
  const revoked = await db.engine((tx) => revokeSharedTokens(tx, which));
  for (const id of revoked) announcer.announce(revokedTopic(id));
  return revoked.length;
}
