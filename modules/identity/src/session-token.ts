/** The name of the cookie that a browser's session token travels in. */
export const sessionCookie = 'lime_session';

/** The session token of a request: the bearer token, or else the cookie. */
export function sessionTokenOf(request: Request): string | null {
  const authorization = request.headers.get('authorization');
  if (authorization?.startsWith('Bearer ')) return authorization.slice('Bearer '.length).trim();
  for (const part of request.headers.get('cookie')?.split(';') ?? []) {
    const [name, value] = part.trim().split('=');
    if (name === sessionCookie && value) return value;
  }
  return null;
}
