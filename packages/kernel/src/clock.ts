/** Time as a parameter, so that tests can hold it. Production passes {@link systemClock}. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
