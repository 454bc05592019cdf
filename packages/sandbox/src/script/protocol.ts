import { z } from 'zod';

/** What a script asks of the world: checked, allowed or refused by the server. */
export const ScriptRequest = z.strictObject({
  url: z.string().max(8192),
  method: z.string().max(16),
  headers: z.record(z.string().max(256), z.string().max(8192)),
  body: z.string().nullable(),
});
export type ScriptRequest = z.infer<typeof ScriptRequest>;

/** `error`: there was no answer, and why. */
export type ScriptResponse = { status: number; headers: Record<string, string>; body: string } | { error: string };

const Place = z.object({ line: z.int().nullable(), column: z.int().nullable() });

/** How a script ended, as far as its own worker can tell. */
export const WorkerOutcome = z.discriminatedUnion('kind', [
  /** `json` is what it returned, as it wrote it: not looked at yet. */
  z.object({ kind: z.literal('returned'), json: z.string() }),
  Place.extend({ kind: z.literal('threw'), message: z.string() }),
  z.object({ kind: z.literal('timed_out') }),
  z.object({ kind: z.literal('out_of_memory') }),
  z.object({ kind: z.literal('too_much_output') }),
]);

/** What is wrong with a script that cannot be run; columns count from 1. */
const Flaw = Place.extend({ kind: z.literal('flawed'), message: z.string() });

/** A line from the worker. It shares a process with the script: what it says is checked. */
export const FromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('log'), text: z.string() }),
  /** `request`: JSON of a {@link ScriptRequest}, as the script has made it. */
  z.object({ type: z.literal('fetch'), requestId: z.int(), request: z.string() }),
  z.object({ type: z.literal('ran'), outcome: WorkerOutcome }),
  z.object({ type: z.literal('prepared'), result: z.union([z.object({ kind: z.literal('sound'), code: z.string() }), Flaw]) }),
]);
export type FromWorker = z.infer<typeof FromWorker>;
export type WorkerOutcome = z.infer<typeof WorkerOutcome>;

/** A script without types, or what is wrong with it. */
export type PreparedScript = { kind: 'sound'; code: string } | z.infer<typeof Flaw>;

export type RunOrder = { type: 'run'; code: string; context: string; timeoutMs: number; outputBytes: number; logBytes: number; mayFetch: boolean };

/** A line to the worker. */
export type ToWorker =
  | RunOrder
  /** Takes the types out; `compile`: and sees whether QuickJS can read it. */
  | { type: 'prepare'; source: string; compile: boolean }
  | { type: 'fetched'; requestId: number; response: ScriptResponse };
