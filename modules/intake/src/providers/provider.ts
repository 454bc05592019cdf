import type { ForgeEvent } from '@lime/contracts';

/** What was signed: the request as it came, byte by byte. */
export type Signed = { headers: Headers; body: Uint8Array; /** Milliseconds since 1970. */ now: number };

/** What a delivery's body says. `action` is the forge's own word. */
export type Told = { action: string | null; event: ForgeEvent };

/** What differs between the forges that tell us something; a new one is a new value of this type. */
export type IntakeProvider = {
  /** A request without any of these is refused before anything else is looked at. */
  signatureHeaders: readonly string[];
  /** Whether the secret's owner has sent exactly this. Takes the same time whichever byte is wrong. */
  verify(signed: Signed, secret: string): boolean;
  /** Null without what every delivery of this forge carries. The id stays the same when the delivery comes again. */
  identify(signed: Signed): { deliveryId: string; event: string } | null;
  /** Headers that are kept with a delivery: never the signature, which may be the secret itself. */
  keptHeaders: readonly string[];
  read(event: string, payload: unknown): Told;
  newSecret(): string;
};
