export type TestBrowser = {
  cookies: Map<string, string>;
  /** Follows no redirect. Addresses of the server's own origin, whatever that is, reach it. */
  go(url: string, init?: RequestInit): Promise<Response>;
  /** Calls the API as a page of ours does. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
};

/** Cookies and headers as a browser has them, for a server that people reach as `http://lime.test`. */
export function openBrowser(origin: string): TestBrowser {
  const cookies = new Map<string, string>();
  const go = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const target = new URL(url, 'http://lime.test');
    const own = target.host === 'lime.test';
    const headers = new Headers(init.headers);
    if (own) headers.set('host', 'lime.test');
    if (own && cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(own ? `${origin}${target.pathname}${target.search}` : url, { ...init, headers, redirect: 'manual' });
    for (const cookie of own ? response.headers.getSetCookie() : []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '' || /Max-Age=0/.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  return {
    cookies, go,
    call: (method, path, body) => go(`/api/v1${path}`, { method, headers: { origin: 'http://lime.test', ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) }),
  };
}
