import { platformTenantId, type RefusalLog } from '@lime/audit';
import type { Db } from '@lime/db';
import { findRefused, type GithubRefusal } from '@lime/identity';
import { ProblemError } from '@lime/kernel';

type Parts = { db: Db; refusals: RefusalLog };
const targets = { link: 'sign_in_link', invitation: 'invitation', key: 'api_key' } as const;

/** Does what lets somebody in by a token; where that is refused, the audit log of whoever made the token says so, or the platform's own. */
export async function orNoted<T>(parts: Parts, tried: { by: 'link' | 'invitation'; token: string; from: string | null }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status < 500) await noteToken(parts, 'sign_in.refuse', tried);
    throw error;
  }
}

/** An API key that lets nobody in: revoked, expired, of a disabled member, or made up. */
export function noteKey(parts: Parts, token: string, from: string | null): Promise<void> {
  return noteToken(parts, 'api_key.refuse', { by: 'key', token, from });
}

/** Too many tries from one address. */
export function noteLimit({ refusals }: Parts, from: string | null): void {
  refusals.note({ tenantId: platformTenantId, action: 'sign_in.limit', target: { type: 'sign_in', id: null }, payload: { from } });
}

/** A sign-in by GitHub that came to nothing, in the log of every tenant that it concerns. */
export function noteGithub({ refusals }: Parts, { problem, login, tenantIds }: GithubRefusal, from: string | null): void {
  for (const tenantId of tenantIds.length === 0 ? [platformTenantId] : tenantIds) {
    refusals.note({ tenantId, action: 'sign_in.refuse', target: { type: 'sign_in', id: null }, payload: { by: 'github', why: problem, login, from } });
  }
}

async function noteToken({ db, refusals }: Parts, action: string, { by, token, from }: { by: keyof typeof targets; token: string; from: string | null }): Promise<void> {
  const found = await findRefused(db, by, token);
  refusals.note({ tenantId: found?.tenantId ?? platformTenantId, action, target: { type: targets[by], id: found?.id ?? null }, payload: { by, why: found?.why ?? 'unknown', from } });
}
