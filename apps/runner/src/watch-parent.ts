/** How often a runner that belongs to a server looks whether that still lives. */
const lookEveryMs = 500;

/**
 * Calls `onGone` once when the process that started this one has died. A server's own runner must
 * not outlive it: the next server brings its own, and nobody would end this one.
 */
export function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, lookEveryMs);
  timer.unref();
}
