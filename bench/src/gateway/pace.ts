/** How fast a quick model speaks: one event about each token. */
export const EVENTS_A_SECOND = 100;
/** How many agents a small server has at work at once. */
export const PACED_STREAMS = 20;
