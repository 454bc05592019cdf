/** Every limit and interval of the gateway, and what passing it means. Milliseconds, unless named otherwise. */

/** A larger request is refused with 413: it would not fit any model's context. Bytes. */
export const maxRequestBytes = 32 * 1024 * 1024;
/** A step with so many requests in hand is told to wait with the next (429): each may turn out dearer than it was held for. */
export const maxCallsOfStep = 32;
/** With so much of requests in hand, the server tells the next ones to wait (529). Each byte is held several times. Bytes. */
export const maxBytesInHand = 256 * 1024 * 1024;
/** A plain (not streamed) answer that is larger, whatever was asked for, and a stream that has said nothing by then, is given up. Bytes. */
export const maxAnswerBytes = 64 * 1024 * 1024;
/** What a plain answer may have beside what it says: its frame, and signed thoughts. It may also repeat the request, as Responses do. Bytes. */
export const plainFrameBytes = 1024 * 1024;
/** A streamed event that is longer is passed on, and not read. Bytes. */
export const longestEventBytes = 16 * 1024 * 1024;
/** An event with a piece of what is said that is longer than this is parsed, as all others are. Bytes. */
export const longestQuietBytes = 512;
/** With full retention, no more of an answer than this is kept. Bytes. */
export const maxKeptBytes = 16 * 1024 * 1024;

/** How often one call is tried over all its upstreams before the agent is told that it failed. */
export const maxAttempts = 4;
/** The wait before the next try: drawn from half to all of this, doubled each time up to the longest. */
export const backoffMs = 500;
export const longestBackoffMs = 8000;
/** An upstream that asks (Retry-After) for a longer wait than this is left for the next one, or the agent is told to wait. */
export const longestRetryAfterMs = 20_000;
/** An upstream that has not begun to answer by then has failed: tried again. */
export const firstByteTimeoutMs = 300_000;
/** A stream that says nothing for this long is cut. */
export const silenceTimeoutMs = 300_000;

/** The token of a request is not looked up before its body is read when it was found good so lately; always before anything goes out for it. */
export const tokenKnownMs = 30_000;

/** So many failures of a tenant's calls in a row, and its next ones leave the upstream alone for the pause; then one tries whether it is back. Connections that do not come about count for all tenants together. */
export const breakerFailures = 5;
export const breakerPauseMs = 15_000;

/** A call whose server has not renewed its hold for this long is settled at the most that it may have cost. */
export const callLeaseMs = 30_000;
export const callLeaseRenewEveryMs = 5000;
export const sweepEveryMs = 5000;
/** How often a charge that the database could not take is tried again before it is left to the sweep, and the wait before each. */
export const settleAttempts = 5;
export const settleRetryMs = 200;

/** The answer is cut to what the run has left; when less than this fits, the call is refused. Tokens. */
export const smallestAnswerTokens = 1024;
/** What a call that names no maximum is given. Tokens. */
export const usualAnswerTokens = 32_000;
/** What was said, where its upstream has not told the tokens, is charged at this many characters a token: English has about four, code three. */
export const charactersPerToken = 3;
/** No text has more bytes a token than this over its whole length (Russian, Thai and Hindi have 8 to 11): a request whose estimate is so many times its model's context cannot fit, and an answer that says more than this many times the tokens it was allowed ignores its maximum, and is cut. */
export const mostBytesPerToken = 16;
/** How much longer than allowed an answer may be by what its upstream tells before it is cut: this share, and so many tokens. Neither is charged. */
export const answerAllowance = { share: 0.05, tokens: 128 };
/** An image is held at the most that its provider makes of one: Anthropic's documentation names 4784 tokens at the highest resolution, OpenAI's 10,000 patches of 32 pixels, which some models multiply by 1.2. */
export const imageTokens = { anthropic: 5000, openai: 12_000 };
/** What providers add to a request with tools (Anthropic's documentation names up to 804 tokens), and some room. */
export const frameTokens = 1000;
/** A model that no table names the context of may have the largest that there is. */
export const usualContextTokens = 1_050_000;
/** What a provider counts before a call may differ a little from what it charges: so much is added. */
export const countedShare = 1.05;
