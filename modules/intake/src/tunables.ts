/** A delivery's body; forges send 25 MB at most, and cut longer payloads off long before. */
export const mostBytes = 1_000_000;
/** How long a server believes what it knows of a webhook, if it does not hear that it has changed. */
export const knownForMs = 5_000;
/** Requests that were refused, a minute: of one address for one webhook, and of one address altogether. */
export const refusedForWebhook = 60;
export const refusedAltogether = 600;
/** Of an address that has had its share of refusals, what verifies is still taken: bodies of so many bytes, so many at once. */
export const mostBytesOfRefused = 256_000;
export const mostAtOnceOfRefused = 16;
/** Webhooks at the shared address whose secrets are tried on a delivery: those with its hook id, and then any. */
export const mostWithId = 8;
export const mostShared = 64;
/** Of any, only as many secrets are tried on a delivery as come to the work of so many on the largest that is taken: hashing it holds up all others. */
export const mostBodiesTried = 16;
/** A new secret replaces the old one at the forge within this time; until then both are good. */
export const oldSecretMs = 24 * 3_600_000;
/** A delivery whose handling fails is tried so often before it stays failed. */
export const mostFailures = 5;
/** Deliveries handled by one look at the database. */
export const handledTogether = 25;
/** One call replays at most so many. */
export const replayedTogether = 500;
