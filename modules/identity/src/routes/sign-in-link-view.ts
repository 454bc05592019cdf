import type { SignInLink } from '../commands/sign-in-link.ts';
import type { IdentityContext } from '../identity-context.ts';

export function signInLinkView(ctx: IdentityContext, link: SignInLink): { url: string; expiresAt: string } {
  return { url: `${ctx.origin()}/sign-in?token=${link.token}`, expiresAt: link.expiresAt.toISOString() };
}
