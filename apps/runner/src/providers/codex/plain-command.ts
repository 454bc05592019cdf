/** What was asked for, without the shell that the program wraps around it: the last word of `/bin/sh -lc 'echo hi'`. */
export function plainCommand(command: string): string {
  const quoted = /^\S*sh -l?c ([\s\S]+)$/.exec(command)?.[1];
  return quoted === undefined ? command : unquote(quoted);
}

/** One word as a shell reads it. The program quotes a piece with '…' or "…", and writes pieces one after the other. */
function unquote(word: string): string {
  return word.replaceAll(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"/g, (_, single?: string, double?: string) => single ?? (double ?? '').replaceAll(/\\([$`"\\!\n])/g, '$1'));
}
