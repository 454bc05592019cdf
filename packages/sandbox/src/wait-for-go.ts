/**
 * Wraps a command so that, inside the sandbox, it waits for a line on a descriptor before it
 * starts, and ends at once when the other end closes without one.
 *
 * bwrap's own --block-fd starts the command in that case: were we killed in the milliseconds while
 * bwrap sets up, when its parent-death signal is not yet in place, the command would run without
 * limits and for ever. Here it never starts.
 */
export function waitForGo(descriptor: string, argv: string[]): string[] {
  return ['/bin/sh', '-c', `read -r go <&${descriptor} && exec "$@" ${descriptor}<&-`, 'sh', ...argv];
}
