/** The page to go on to: one of ours, whatever was asked for. A browser takes `//`, `/\` and control characters as the way to another site. */
export function ownPath(asked: string | null): string {
  if (asked === null || !/^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(asked) || asked.length > 500) return '/';
  const base = 'http://own.invalid';
  const url = URL.canParse(asked, base) ? new URL(asked, base) : null;
  return url?.origin === base ? `${url.pathname}${url.search}${url.hash}`.replace(/^\/+/, '/') : '/';
}
