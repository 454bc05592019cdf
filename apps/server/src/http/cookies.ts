/**
 * A cookie of ours, out of scripts' reach. `Secure` wherever the page itself came by https: also through a proxy that says
 * so, or one that does not, when the request is for the address that people open by https.
 */
export function ownCookie(request: Request, origin: string, name: string, value: string, life: string): string {
  const host = request.headers.get('host') ?? '';
  const https = origin === `https://${host.toLowerCase()}` || /^https\b/.test(request.headers.get('x-forwarded-proto') ?? '') || request.url.startsWith('https:');
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; ${life}${https ? '; Secure' : ''}`;
}

/** The value of a request's cookie. */
export function cookieOf(request: Request, name: string): string | null {
  for (const part of request.headers.get('cookie')?.split(';') ?? []) {
    const [key, value] = part.trim().split('=');
    if (key === name && value) return value;
  }
  return null;
}
