import { created, ok, readRoute, route, type Route } from '@lime/http';
import { createSignInLink } from './commands/sign-in-link.ts';
import { readMe } from './queries/read-me.ts';

/** Who am I, and a fresh sign-in link for oneself. Signing in and out touch cookies: see the server. */
export function identityRoutes(origin: () => string): Route[] {
  return [
    readRoute({ path: '/me', permission: null, handle: async ({ tx, person }) => ok(await readMe(tx, person)) }),
    route({
      method: 'POST', path: '/auth/sign-in-links', permission: null, holdsSecret: true,
      handle: async ({ tx, person }) => {
        const link = await createSignInLink(tx, person, person.userId);
        return created({ url: `${origin()}/sign-in?token=${link.token}`, expiresAt: link.expiresAt.toISOString() });
      },
    }),
  ];
}

