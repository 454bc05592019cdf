import { OAuth2Server } from 'oauth2-mock-server';

export type Account = { id: number; login: string; name: string | null; emails: { email: string; primary: boolean; verified: boolean }[] };

export type TestGithub = {
  url: string;
  /** Who is signed in at GitHub, and says yes. */
  signedIn: Account;
  /** What was asked of the token endpoint. */
  exchanges: Record<string, unknown>[];
  /** What the next exchange answers, in place of a token. */
  refuseNext: (body: Record<string, unknown>) => void;
  stop(): Promise<void>;
};

/** GitHub's paths and answers on a real OAuth server, which holds every code to its PKCE challenge and to one use. */
export async function startGithub(signedIn: Account): Promise<TestGithub> {
  const server = new OAuth2Server(undefined, undefined, { endpoints: { authorize: '/login/oauth/authorize', token: '/login/oauth/access_token', userinfo: '/user' } });
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  const url = `http://127.0.0.1:${server.address().port}`;
  const [codes, tokens] = [new Map<string, Account>(), new Map<string, Account>()];
  let refusal: Record<string, unknown> | null = null;
  const github: TestGithub = { url, signedIn, exchanges: [], refuseNext: (body) => (refusal = body), stop: () => server.stop() };
  const accountOf = (authorization: string | undefined) => tokens.get(authorization?.replace('Bearer ', '') ?? '');
  server.service.on('beforeAuthorizeRedirect', ({ url: back }: { url: URL }) => {
    codes.set(back.searchParams.get('code') ?? '', github.signedIn);
    // As GitHub says it since 2026 (RFC 9207).
    back.searchParams.set('iss', `${url}/login/oauth`);
  });
  server.service.on('beforeResponse', (response: { body: Record<string, unknown> | ''; statusCode: number }, request: { body: Record<string, unknown> }) => {
    github.exchanges.push(request.body);
    const account = codes.get(String(request.body['code']));
    const token = response.body === '' ? '' : String(response.body['access_token']);
    if (account) tokens.set(token, account);
    response.body = refusal ?? { access_token: token, token_type: 'bearer', scope: 'read:user,user:email' };
    refusal = null;
  });
  server.service.on('beforeUserinfo', (response: { body: Record<string, unknown> | ''; statusCode: number }, request: { headers: { authorization?: string } }) => {
    const account = accountOf(request.headers.authorization);
    if (account) response.body = { id: account.id, login: account.login, name: account.name };
    else Object.assign(response, { body: { message: 'Bad credentials' }, statusCode: 401 });
  });
  server.service.addRoute('GET', '/user/emails', (request, response) => {
    const account = accountOf(request.headers.authorization);
    response.writeHead(account ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(account?.emails ?? { message: 'Bad credentials' }));
  });
  return github;
}
