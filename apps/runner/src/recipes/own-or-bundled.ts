type Choice = {
  /** Name in the repository's node_modules/.bin. */
  readonly bin: string;
  /** Words of ours, without quotes or spaces: they become part of a script. */
  readonly ownWords: readonly string[];
  readonly bundledWords: readonly string[];
  /** What people gave, such as paths; it never becomes part of the script. */
  readonly args: readonly string[];
};

/**
 * A command that prefers the repository's own tool. Whether it is installed shows inside the sandbox
 * alone: installed dependencies are mounted there and need not lie in the workspace.
 */
export function ownOrBundled({ bin, ownWords, bundledWords, args }: Choice): [string, ...string[]] {
  const own = `node_modules/.bin/${bin}`;
  const script = `if [ -x ${own} ]; then exec ${[own, ...ownWords].join(' ')} "$@"; fi; exec ${bundledWords.join(' ')} "$@"`;
  return ['sh', '-c', script, bin, ...args];
}
