import { z } from 'zod';
import { Id, Sha256, Timestamp } from './ids.ts';

const text = z.string().max(64_000);

/** What a run says, as it is said. The order of a run's events is their `seq`, without holes. */
export const RunEventBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('status'), text, status: z.string().max(40).optional() }),
  z.object({ type: z.literal('message'), role: z.enum(['system', 'assistant', 'tool']), text }),
  z.object({ type: z.literal('user_message'), text, from: z.string().max(200) }),
  /** `diff`: at the end of an edit, what it changed, as a short unified diff. */
  z.object({ type: z.literal('tool'), name: z.string().max(200), phase: z.enum(['start', 'output', 'end']), text, exitCode: z.int().nullable().optional(), durationMs: z.number().optional(), diff: text.optional() }),
  z.object({ type: z.literal('log'), text, stream: z.enum(['stdout', 'stderr']).optional() }),
  z.object({ type: z.literal('diff'), filesChanged: z.int(), insertions: z.int(), deletions: z.int(), sha256: Sha256 }),
  z.object({ type: z.literal('artifact'), kind: z.string().max(40), name: z.string().max(200), sha256: Sha256, size: z.int().nonnegative() }),
  /** One answer of a model, as the gateway metered it. `costMicros`: millionths of a dollar. */
  z.object({ type: z.literal('usage'), model: z.string().max(200), inputTokens: z.int().nonnegative(), outputTokens: z.int().nonnegative(), cachedTokens: z.int().nonnegative(), costMicros: z.int().nonnegative() }),
  /** What a sandbox asked to reach; told once a destination and outcome, `times` at the end of the command. */
  z.object({ type: z.literal('egress'), destination: z.string().max(300), outcome: z.enum(['reached', 'refused', 'unreachable']), reason: z.string().max(500), times: z.int().positive() }),
  z.object({ type: z.literal('checkpoint'), text }),
  z.object({ type: z.literal('error'), code: z.string().max(80), text }),
]);
export type RunEventBody = z.infer<typeof RunEventBody>;

/** An event as it is kept: `stepId` is null for what the run itself says. */
export const RunEvent = z.object({ seq: z.int().positive(), at: Timestamp, stepId: Id.nullable(), body: RunEventBody });
export type RunEvent = z.infer<typeof RunEvent>;
