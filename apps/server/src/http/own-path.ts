/** The page to go on to: one of ours, whatever was asked for. A browser takes `//`, `/\` and `/<tab>/` as the way to another site. */
export function ownPath(asked: string | null): string {
  return asked !== null && asked.length <= 500 && /^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(asked) ? asked : '/';
}
