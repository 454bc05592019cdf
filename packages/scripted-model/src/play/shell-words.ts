/** One word for a POSIX shell, whatever is in it. */
export function quote(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

export function searchCommand(use: { pattern: string; path: string }): string {
  return `grep -rnE -e ${quote(use.pattern)} -- ${quote(use.path)}`;
}
