import { z } from 'zod';
import { duration } from './measures.ts';

/** After so many pieces of the answer; of an answer in one piece, in its middle. */
const place = z.strictObject({ after: z.int().nonnegative() });
const kinds = ['slow', 'cut', 'status', 'malformed', 'silence'] as const;

/** What goes wrong with an answer on its way, and for how many requests of one conversation before it heals. */
export const fault = z
  .strictObject({
    /** A wait before the first byte, and before each piece. */
    slow: z.union([duration, z.strictObject({ first: duration.optional(), each: duration.optional() })]).optional(),
    /** The connection breaks. */
    cut: z.union([z.literal('before first byte'), place]).optional(),
    /** An error instead of an answer. */
    status: z.int().min(400).max(599).optional(),
    retryAfter: z.int().nonnegative().optional(),
    message: z.string().optional(),
    /** JSON that breaks off in its middle. */
    malformed: z.literal(true).optional(),
    /** Nothing more comes until the client goes. */
    silence: z.union([z.literal(true), place]).optional(),
    times: z.union([z.int().positive(), z.literal('always')]).default(1),
  })
  .refine((given) => kinds.filter((kind) => given[kind] !== undefined).length === 1, { error: `a fault has exactly one of ${kinds.join(', ')}` })
  .refine((given) => given.status !== undefined || (given.retryAfter === undefined && given.message === undefined), {
    error: '`retryAfter` and `message` go with `status`',
  });

export type Fault = z.output<typeof fault>;
