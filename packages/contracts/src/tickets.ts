import { z } from 'zod';
import { Cents, Id, JsonObject, pageOf, PageQuery, Timestamp } from './ids.ts';
import { RunSummary } from './runs.ts';

export const TicketLabel = z.object({ id: Id, name: z.string(), color: z.string() });
export type TicketLabel = z.infer<typeof TicketLabel>;

export const TicketCard = z.object({
  id: Id,
  /** What people call it: `AL-12`. */
  ref: z.string(),
  projectId: Id,
  boardId: Id,
  columnKey: z.string(),
  /** Order within the column: compare as byte strings. */
  position: z.string(),
  title: z.string(),
  description: z.string(),
  /** 1 is high, 3 is low. */
  priority: z.int().min(1).max(3),
  labels: z.array(TicketLabel).default([]),
  assigneeUserId: Id.nullable().default(null),
  repositoryId: Id.nullable().default(null),
  branch: z.string().nullable().default(null),
  prUrl: z.string().nullable().default(null),
  /** What is told of its work: `{"pullRequest": "opened"}`. */
  statusMeta: JsonObject.default({}),
  dueOn: z.iso.date().nullable().default(null),
  version: z.int().positive(),
  latestRun: RunSummary.nullable(),
  /** The ticket whose plan it came from, or that it is a part of. */
  parentTicketId: Id.nullable().default(null),
  /** Its own parts, and how many of them are done. */
  subtasks: z.object({ done: z.int(), total: z.int() }).default({ done: 0, total: 0 }),
  /** How many tickets it waits for. */
  openBlockers: z.int().default(0),
  /** What all runs of the ticket have cost. */
  costCents: Cents.default(0),
  /** Who made it; null where that is not known. */
  createdBy: Id.nullable().default(null),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type TicketCard = z.infer<typeof TicketCard>;

const Title = z.string().trim().min(1, 'a ticket needs a title').max(300);
const Description = z.string().max(20_000);
const Priority = z.int().min(1).max(3);
const LabelIds = z.array(Id).max(50).transform((ids) => [...new Set(ids)]);
const Branch = z.string().trim().min(1).max(250).refine((name) => !/[\p{Cc} ~^:?*[\\]|\.\.|@\{|^[-/.]|[/.]$|\.lock$/u.test(name), 'is not the name of a branch');
const WebAddress = z.url({ protocol: /^https?$/ }).max(2000);

/** Of what a ticket is, the part that may be empty. */
const related = { assigneeUserId: Id.nullable(), repositoryId: Id.nullable(), branch: Branch.nullable(), prUrl: WebAddress.nullable(), dueOn: z.iso.date().nullable(), parentTicketId: Id.nullable() };
const Related = z.object(related).partial();
export type TicketRelated = z.output<typeof Related>;

export const CreateTicketBody = z.strictObject({
  title: Title,
  description: Description.default(''),
  priority: Priority.default(2),
  /** Default: the project's first board. */
  boardId: Id.optional(),
  /** Default: the board's first column. */
  columnKey: z.string().max(50).optional(),
  labelIds: LabelIds.optional(),
  ...Related.shape,
});
export type CreateTicketBody = z.input<typeof CreateTicketBody>;

export const UpdateTicketBody = z.strictObject({
  /** The version that was read, unless `If-Match` says it; another one is refused with 409. */
  version: z.int().positive().optional(),
  title: Title.optional(),
  description: Description.optional(),
  priority: Priority.optional(),
  /** Another board of the project. */
  boardId: Id.optional(),
  columnKey: z.string().optional(),
  /** Move between these neighbours: the id of the ticket it should stand after, or null for the top. */
  afterTicketId: Id.nullable().optional(),
  labelIds: LabelIds.optional(),
  ...Related.shape,
});
export type UpdateTicketBody = z.infer<typeof UpdateTicketBody>;

/** `GET /tickets`: newest first. */
export const TicketQuery = z.object({
  projectId: Id.optional(), boardId: Id.optional(), columnKey: z.string().max(50).optional(), labelId: Id.optional(),
  /** `none`: nobody's. */
  assigneeUserId: z.union([z.literal('none'), Id]).optional(),
  priority: Priority.optional(), parentTicketId: Id.optional(), repositoryId: Id.optional(),
  hasRun: z.boolean().optional(), updatedSince: z.iso.datetime({ offset: true }).optional(),
  /** Words that all begin some word of the title or the description. */
  text: z.string().max(200).optional(),
  /** Only those that were deleted and can be restored. */
  deleted: z.boolean().optional(),
});
export const TicketListQuery = TicketQuery.extend(PageQuery.shape);
export type TicketQuery = z.infer<typeof TicketQuery>;
export const TicketPage = pageOf(TicketCard);
export type TicketPage = z.infer<typeof TicketPage>;

export const SearchQuery = z.object({ q: z.string().max(200).optional().meta({ description: 'AL-12, or words as they begin' }), projectId: Id.optional(), limit: z.int().min(1).max(50).default(20) });
export const TicketFound = z.object({ items: z.array(TicketCard) });
export type TicketFound = z.infer<typeof TicketFound>;

/** Another ticket, as far as a reader needs to know it. */
export const TicketMention = z.object({ id: Id, ref: z.string(), title: z.string(), columnKey: z.string(), done: z.boolean() });
export type TicketMention = z.infer<typeof TicketMention>;

/** `GET /tickets/:id/links`. */
export const TicketLinks = z.object({ parent: TicketMention.nullable(), subtasks: z.array(TicketMention), blockedBy: z.array(TicketMention), blocks: z.array(TicketMention) });
export type TicketLinks = z.infer<typeof TicketLinks>;

/** `POST /tickets/:id/blockers`: the ticket waits until that one is done. */
export const AddBlockerBody = z.strictObject({ ticketId: Id });

/** What becomes of a ticket's own parts when it is deleted. */
export const DeleteTicketQuery = z.object({ subtasks: z.enum(['keep', 'delete']).optional() });
