import type { Announcer, Db } from '@lime/db';
import type { Principal } from '@lime/http';
import { sha256Hex } from '@lime/kernel';
import { authenticate } from './queries/authenticate.ts';

const keepMs = 5000;
const keepAtMost = 10_000;

export type Authenticator = {
  authenticate(token: string): Promise<Principal | null>;
  /** Makes every server forget the token at once. */
  forget(token: string): void;
};

const signedOut = 'signed-out:';

/** Announced when the session of this token ends. */
export function signedOutTopic(token: string): string {
  return signedOut + sha256Hex(token);
}

/** Remembers who a token is for a few seconds; a sign-out is announced, so that no server goes on believing it. */
export function cachingAuthenticator(db: Db, announcer: Announcer): Authenticator {
  const known = new Map<string, { person: Principal; until: number }>();
  announcer.listen((topic) => {
    if (topic === '*') known.clear();
    else if (topic.startsWith(signedOut)) known.delete(topic.slice(signedOut.length));
  });
  return {
    authenticate: async (token) => {
      const key = sha256Hex(token);
      const hit = known.get(key);
      if (hit && hit.until > Date.now()) return hit.person;
      const person = await authenticate(db, token);
      if (!person) return null;
      if (known.size >= keepAtMost) known.clear();
      known.set(key, { person, until: Date.now() + keepMs });
      return person;
    },
    forget: (token) => {
      known.delete(sha256Hex(token));
      announcer.announce(signedOutTopic(token));
    },
  };
}
