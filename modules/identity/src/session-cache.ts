import type { Announcer, Db } from '@lime/db';
import type { Principal } from '@lime/http';
import { hashToken } from '@lime/kernel';
import { authenticate } from './queries/authenticate.ts';

const keepMs = 5000;
const keepAtMost = 10_000;

/** Whom sessions and API keys are for, as far as they are known here. What is forgotten is forgotten by every server at once. */
export type Authenticator = {
  authenticate(token: string): Promise<Principal | null>;
  /** This session or key has ended. */
  forget(token: string): void;
  /** The same, by the hash that is kept of it. */
  forgetHash(hash: Uint8Array): void;
  /** What a member may do has changed; null: what every member of the tenant may. */
  forgetMember(tenantId: bigint, userId: bigint | null): void;
};

const signedOut = 'signed-out:';
const accessChanged = 'access-changed:';

/** What is announced when what this token opened may have ended: it is to be authenticated again. */
export function endingTopics(token: string, person: Pick<Principal, 'tenantId' | 'userId'>): string[] {
  return ['*', signedOut + hexOf(hashToken(token)), ...accessTopics(person)];
}

function accessTopics({ tenantId, userId }: Pick<Principal, 'tenantId' | 'userId'>): string[] {
  return [`${accessChanged}${tenantId}:${userId}`, `${accessChanged}${tenantId}:all`];
}

function hexOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}

/** Remembers who a token is for a few seconds; a change is announced, so that no server goes on believing what it knew. `onUse` hears of every success. */
export function cachingAuthenticator(db: Db, announcer: Announcer, onUse: (person: Principal) => void = () => undefined): Authenticator {
  const known = new Map<string, { person: Principal; until: number }>();
  // Whoever was read before something was forgotten may be out of date: not kept.
  let forgotten = 0;
  const hear = (topic: string) => {
    forgotten += 1;
    if (topic === '*') known.clear();
    else if (topic.startsWith(signedOut)) known.delete(topic.slice(signedOut.length));
    else for (const [key, { person }] of known) if (accessTopics(person).includes(topic)) known.delete(key);
  };
  announcer.listen((topic) => {
    if (topic === '*' || topic.startsWith(signedOut) || topic.startsWith(accessChanged)) hear(topic);
  });
  const tell = (topic: string) => {
    hear(topic);
    announcer.announce(topic);
  };
  const find = async (key: string, token: string): Promise<Principal | null> => {
    const hit = known.get(key);
    if (hit && hit.until > Date.now()) return hit.person;
    const before = forgotten;
    const person = await authenticate(db, token);
    if (!person || before !== forgotten) return person;
    if (known.size >= keepAtMost) known.clear();
    known.set(key, { person, until: Math.min(Date.now() + keepMs, person.credential?.expiresAt?.getTime() ?? Infinity) });
    return person;
  };
  return {
    authenticate: async (token) => {
      const person = await find(hexOf(hashToken(token)), token);
      if (person) onUse(person);
      return person;
    },
    forget: (token) => tell(signedOut + hexOf(hashToken(token))),
    forgetHash: (hash) => tell(signedOut + hexOf(hash)),
    forgetMember: (tenantId, userId) => tell(`${accessChanged}${tenantId}:${userId ?? 'all'}`),
  };
}
