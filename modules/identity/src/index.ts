export { createTenant, type NewTenant } from './commands/create-tenant.ts';
export { openSession } from './commands/open-session.ts';
export { createSignInLink, signInByLink } from './commands/sign-in-link.ts';
export { signOut } from './commands/sign-out.ts';
export { readMe } from './queries/read-me.ts';
export { identityRoutes } from './routes.ts';
export { type Authenticator, cachingAuthenticator } from './session-cache.ts';
export { sessionCookie, sessionTokenOf } from './session-token.ts';
