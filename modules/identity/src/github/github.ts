import { z } from 'zod';
import { parseJson } from '@lime/kernel';
import type { Outbound } from '@lime/outbound';
import { type OAuthApp, tradeCode } from './oauth-app.ts';

/** The operator's OAuth app, and where the API of that GitHub answers. */
export type GithubSettings = OAuthApp & { apiUrl: string };

/** Who somebody is at GitHub; `emails` are verified, the primary one first when it is. */
export type GithubAccount = { id: bigint; login: string; name: string; emails: string[]; primary: string | null };

const User = z.object({ id: z.int().positive(), login: z.string().min(1), name: z.string().nullish() });
const Emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** What a sign-in asks to see. */
export const signInScopes = ['read:user', 'user:email'];

const answerWithinMs = 10_000;
/** Far more than anybody's profile, or all the addresses that an account may have. */
const maxBytes = 500_000;

/** The account that a callback proves. Throws when GitHub says no, cannot be reached, or answers what is not understood. */
export async function readAccount(outbound: Outbound, settings: GithubSettings, callback: Parameters<typeof tradeCode>[2]): Promise<GithubAccount> {
  const { access } = await tradeCode(outbound, settings, callback);
  const ask = askAs(outbound, settings, access);
  const [user, emails] = await Promise.all([ask('/user', User), ask('/user/emails', Emails)]);
  const verified = emails.filter((email) => email.verified);
  const primary = verified.find((email) => email.primary)?.email ?? null;
  return { id: BigInt(user.id), login: user.login, name: nameOf(user), emails: verified.map(({ email }) => email), primary };
}

/** What people call themselves there may be empty, or long. */
function nameOf({ name, login }: z.infer<typeof User>): string {
  const trimmed = name?.replaceAll('\0', '').trim().slice(0, 100) ?? '';
  return trimmed === '' ? login : trimmed;
}

function askAs(outbound: Outbound, { apiUrl }: GithubSettings, token: string) {
  return async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const answer = await outbound.ask({
      url: `${apiUrl}${path}`, timeoutMs: answerWithinMs, maxBytes, mayFollow: () => false,
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'user-agent': 'assembly-lime', 'x-github-api-version': '2022-11-28' },
    });
    if (answer.kind === 'failed') throw new Error(answer.message);
    if (answer.status !== 200) throw new Error(`GitHub answered ${answer.status} to ${path}`);
    return schema.parse(parseJson(new TextDecoder().decode(answer.body)));
  };
}
