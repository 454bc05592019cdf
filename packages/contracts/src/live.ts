import { z } from 'zod';
import { TicketCard } from './tickets.ts';
import { RunEvent } from './events.ts';
import { Id } from './ids.ts';
import { ProblemBody } from './problem.ts';
import { RunSummary } from './runs.ts';

/** `run:<id>`, `board:<projectId>` or `hook:<id>`. */
const Topic = z.string().regex(/^(run|board|hook):[1-9][0-9]{0,18}$/);

/** Client to server on `/ws`. `after`: send a run's events past this seq, then what follows, live. */
export const LiveRequest = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('subscribe'), topic: Topic, after: z.int().nonnegative().default(0) }),
  z.strictObject({ op: z.literal('unsubscribe'), topic: Topic }),
]);
export type LiveRequest = z.input<typeof LiveRequest>;

/**
 * Server to client. Within a topic events come in seq order without holes or repeats, also across a
 * reconnect that passes the last seq seen as `after`. `run` and `ticket` carry the newest state.
 */
export const LiveMessage = z.discriminatedUnion('op', [
  z.object({ op: z.literal('subscribed'), topic: Topic, seq: z.int() }),
  z.object({ op: z.literal('events'), topic: Topic, events: z.array(RunEvent) }),
  z.object({ op: z.literal('run'), topic: Topic, run: RunSummary }),
  z.object({ op: z.literal('ticket'), topic: Topic, ticket: TicketCard }),
  z.object({ op: z.literal('ticket_deleted'), topic: Topic, ticketId: Id }),
  /** More has changed than a ticket or two: read the board anew. */
  z.object({ op: z.literal('board'), topic: Topic }),
  /** The hook does something, or has done it: read its history anew. */
  z.object({ op: z.literal('hook'), topic: Topic }),
  z.object({ op: z.literal('error'), topic: Topic, problem: ProblemBody }),
]);
export type LiveMessage = z.infer<typeof LiveMessage>;
