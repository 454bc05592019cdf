/** The methods by which there is something at a path, of these routes; those that stand for every path are none. */
export function openAllowedMethods(routes: readonly { method: string; path: string }[]): (path: string) => string[] {
  const patterns = routes.filter(({ method, path }) => /^[A-Z]+$/.test(method) && method !== 'ALL' && method !== 'WS' && !path.includes('*'))
    .map(({ method, path }) => ({ method, pattern: new RegExp(`^${path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : RegExp.escape(part))).join('/')}/?$`) }));
  return (path) => [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].toSorted();
}
