import { z } from 'zod';
import { EgressEntry } from './egress.ts';
import { Cents, Id, Timestamp } from './ids.ts';
import { MergePolicy, RunSummary } from './runs.ts';
import { GatePolicy } from './workflow-spec.ts';

export const defaultColumns = [
  { key: 'backlog', title: 'Backlog' },
  { key: 'todo', title: 'Todo' },
  { key: 'in_progress', title: 'In progress' },
  { key: 'code_review', title: 'Code review' },
  { key: 'qa', title: 'QA' },
  { key: 'done', title: 'Done' },
] as const;

export const BoardColumn = z.object({ key: z.string(), title: z.string() });

const FollowUps = z.int().min(0).max(10);

export const Project = z.object({ id: Id, key: z.string(), name: z.string(), merge: MergePolicy, gatePolicy: GatePolicy, /** What agents may reach while they work; a run may only narrow it. */ egress: z.array(EgressEntry).default([]), /** How many runs the reviews and failed checks of one pull request may start. */ followUps: FollowUps.default(0), createdAt: Timestamp });
export type Project = z.infer<typeof Project>;

export const TicketCard = z.object({
  id: Id,
  /** What people call it: `AL-12`. */
  ref: z.string(),
  projectId: Id,
  columnKey: z.string(),
  /** Order within the column: compare as byte strings. */
  position: z.string(),
  title: z.string(),
  description: z.string(),
  priority: z.int().min(1).max(3),
  version: z.int().positive(),
  latestRun: RunSummary.nullable(),
  /** The ticket whose plan it came from. */
  parentTicketId: Id.nullable().default(null),
  /** What all runs of the ticket have cost. */
  costCents: Cents.default(0),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type TicketCard = z.infer<typeof TicketCard>;

export const Board = z.object({ project: Project, columns: z.array(BoardColumn), tickets: z.array(TicketCard) });
export type Board = z.infer<typeof Board>;

export const CreateProjectBody = z.strictObject({ name: z.string().trim().min(1).max(100), key: z.string().regex(/^[A-Z][A-Z0-9]{1,9}$/, '2 to 10 capital letters or digits, a letter first'), merge: MergePolicy.default('none') });
export const UpdateProjectBody = z.strictObject({ name: z.string().trim().min(1).max(100).optional(), merge: MergePolicy.optional(), gatePolicy: GatePolicy.optional(), egress: z.array(EgressEntry).max(100).optional(), followUps: FollowUps.optional() });

export const CreateTicketBody = z.strictObject({
  title: z.string().trim().min(1, 'a ticket needs a title').max(300),
  description: z.string().max(20_000).default(''),
  priority: z.int().min(1).max(3).default(2),
  columnKey: z.string().default('backlog'),
});
export type CreateTicketBody = z.input<typeof CreateTicketBody>;

export const UpdateTicketBody = z.strictObject({
  /** The version that was read; another one is refused with 409. */
  version: z.int().positive(),
  title: z.string().trim().min(1).max(300).optional(),
  description: z.string().max(20_000).optional(),
  priority: z.int().min(1).max(3).optional(),
  columnKey: z.string().optional(),
  /** Move between these neighbours: the id of the ticket it should stand after, or null for the top. */
  afterTicketId: Id.nullable().optional(),
});
export type UpdateTicketBody = z.infer<typeof UpdateTicketBody>;

export const BudgetPeriod = z.enum(['daily', 'weekly', 'monthly']);
export const SetBudgetBody = z.strictObject({ period: BudgetPeriod, limitCents: Cents, softLimitCents: Cents.nullable().default(null) });
export const BudgetView = z.object({ id: Id, projectId: Id, period: BudgetPeriod, limitCents: Cents, softLimitCents: Cents.nullable(), spentCents: Cents, reservedCents: Cents, periodStart: Timestamp });
export type BudgetView = z.infer<typeof BudgetView>;
