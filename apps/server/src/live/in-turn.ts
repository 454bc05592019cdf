/** Handles what comes, one after another; false, and not taken, when `most` are waiting already. `handle` must not reject. */
export function inTurn<T>(handle: (item: T) => Promise<void>, most: number): (item: T) => boolean {
  let waiting = 0;
  let last = Promise.resolve();
  return (item) => {
    if (waiting >= most) return false;
    waiting += 1;
    last = last.then(() => handle(item)).finally(() => (waiting -= 1));
    return true;
  };
}
