import { z } from 'zod';
import { ChainStages, ChainWanted, Rounds } from './chain.ts';
import { PathGlob } from './path-glob.ts';
import { ProjectAttempts } from './attempts.ts';
import { EgressEntry } from './egress.ts';
import { Id, PageQuery, Timestamp } from './ids.ts';
import { MergePolicy } from './runs.ts';
import { TicketCard } from './tickets.ts';
import { GatePolicy } from './workflow-spec.ts';

export const defaultColumns = [
  { key: 'backlog', title: 'Backlog' },
  { key: 'todo', title: 'Todo' },
  { key: 'in_progress', title: 'In progress' },
  { key: 'code_review', title: 'Code review' },
  { key: 'qa', title: 'QA' },
  { key: 'done', title: 'Done' },
] as const;

/** `wipLimit`: with more tickets than so many in it, people are told that it is too full; nothing is refused. */
export const BoardColumn = z.object({ key: z.string(), title: z.string(), wipLimit: z.int().min(1).max(1000).nullable().default(null) });
export type BoardColumn = z.infer<typeof BoardColumn>;

const FollowUps = z.int().min(0).max(10);
const AllowedPaths = z.array(PathGlob).max(100);

export const Project = z.object({ id: Id, key: z.string(), name: z.string(), merge: MergePolicy, gatePolicy: GatePolicy, /** What agents may reach while they work; a run may only narrow it. */ egress: z.array(EgressEntry).default([]), /** How many runs the reviews and failed checks of one pull request may start. */ followUps: FollowUps.default(0), /** Whether a remark on one may start such a run too, as a review that asks for changes does. */ followComments: z.boolean().default(false), /** What its runs go through before people are asked, unless they say otherwise. */ chain: ChainStages.default([]), maxRounds: Rounds.default(2), /** Who does the same work side by side when attempts are asked for and nobody is named. */ attempts: ProjectAttempts.default([]), /** The only files that its runs may change; empty: all. Instructions and runs may narrow it. */ allowedPaths: z.array(z.string()).default([]), /** Put away: it takes no new tickets and runs. */ archivedAt: Timestamp.nullable().default(null), version: z.int(), createdAt: Timestamp });
export type Project = z.infer<typeof Project>;

/** A column with the number of its tickets, which is counted up to 1,000, and where the page of them ends. */
const BoardColumnView = BoardColumn.extend({ count: z.int().nonnegative(), countIsExact: z.boolean(), /** For `GET /boards/:id/columns/:key/tickets?cursor=`; null when this is all. */ next: z.string().nullable() });

/** A board's columns, each with the first page of its tickets. */
export const Board = z.object({ id: Id, name: z.string(), version: z.int(), project: Project, columns: z.array(BoardColumnView), tickets: z.array(TicketCard) });
export type Board = z.infer<typeof Board>;

export const BoardView = z.object({ id: Id, projectId: Id, name: z.string(), columns: z.array(BoardColumn), version: z.int(), createdAt: Timestamp, updatedAt: Timestamp });
export type BoardView = z.infer<typeof BoardView>;

const BoardName = z.string().trim().min(1).max(100);
/** `key` stays what it was made as, whatever the title becomes; left out, it is made of the title. */
const ColumnWanted = z.strictObject({ key: z.string().regex(/^[a-z0-9_]{1,50}$/, 'small letters, digits and _').optional(), title: z.string().trim().min(1).max(60), wipLimit: BoardColumn.shape.wipLimit });
const ColumnsWanted = z.array(ColumnWanted).min(1).max(50).meta({ examples: [[{ title: 'Todo' }, { title: 'In progress', wipLimit: 3 }, { title: 'Done' }]] });
export type ColumnWanted = z.output<typeof ColumnWanted>;

export const CreateBoardBody = z.strictObject({ projectId: Id, name: BoardName, columns: ColumnsWanted.optional() });
/** `columns`: all of them in their new order. Of each that is left out, `moveTicketsTo` says where its tickets go: `{"qa": "done"}`. */
export const UpdateBoardBody = z.strictObject({ name: BoardName.optional(), columns: ColumnsWanted.optional(), moveTicketsTo: z.record(z.string(), z.string()).default({}), version: z.int().optional() });

export const CreateProjectBody = z.strictObject({ name: z.string().trim().min(1).max(100), key: z.string().regex(/^[A-Z][A-Z0-9]{1,9}$/, '2 to 10 capital letters or digits, a letter first'), merge: MergePolicy.default('none') });
export const UpdateProjectBody = z.strictObject({ name: z.string().trim().min(1).max(100).optional(), merge: MergePolicy.optional(), gatePolicy: GatePolicy.optional(), egress: z.array(EgressEntry).max(100).optional(), followUps: FollowUps.optional(), followComments: z.boolean().optional(), chain: ChainWanted.optional(), maxRounds: Rounds.optional(), attempts: ProjectAttempts.optional(), allowedPaths: AllowedPaths.optional(), version: z.int().optional() });

export const ProjectQuery = PageQuery.extend({ archived: z.boolean().optional().meta({ description: 'Only those that were put away' }) });
export const DeleteProjectQuery = z.object({ confirm: z.string().optional().meta({ description: 'The name of the project' }) });
export const BoardQuery = z.object({ limit: z.int().min(1).max(200).default(50).meta({ description: 'Cards of each column' }) });
export const ColumnQuery = BoardQuery.extend({ cursor: z.string().max(3000).regex(/^[0-9A-Za-z]+$/, 'is not one that a page has given').optional() });
export const BoardListQuery = z.object({ projectId: Id.optional(), ...PageQuery.shape });
