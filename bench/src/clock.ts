/** Milliseconds of a clock that all processes of this machine share, finer than Date.now(). */
export const sharedClock = () => performance.timeOrigin + performance.now();
