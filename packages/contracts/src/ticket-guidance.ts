import { z } from 'zod';
import { AgentTool } from './agent-tools.ts';
import { AgentMode, Instruction, Provider, TicketFile } from './agent-work.ts';
import { Id } from './ids.ts';

const AnyProvider = z.enum(['any', ...Provider.options]);

/** `GET /tickets/:id/instructions`. */
export const TicketGuidanceQuery = z.object({
  mode: AgentMode.default('implement'),
  provider: AnyProvider.default('any').meta({ description: 'any: only what holds for every agent' }),
  repositoryId: Id.optional().meta({ description: "Default: the ticket's, else the project's" }),
});

const Source = Instruction.shape.source;
const fromWhere = { id: Id, /** The repository that it is about. */ repositoryId: Id.exactOptional() };

/** What an agent would be told and allowed if a run of the ticket began now. */
export const TicketGuidance = z.object({
  mode: AgentMode,
  provider: AnyProvider,
  /** From the most general to the most particular: where two contradict each other, the later one counts. */
  instructions: z.array(z.object({ source: Source, version: z.int(), text: z.string(), ...fromWhere })),
  /** Null: what the mode allows. Otherwise what all of `toolLists` allow. */
  tools: z.array(AgentTool).nullable(),
  toolLists: z.array(z.object({ id: Id, provider: AnyProvider, allowedTools: z.array(AgentTool) })),
  /** A change may touch only files that each of these allows. `setting`: of the project. */
  allowedPaths: z.array(z.object({ source: z.enum([...Source.options, 'setting']), globs: z.array(z.string()), ...fromWhere })),
  /** Comments of the ticket that it would read, and how many earlier ones it would not; its files. */
  comments: z.object({ count: z.int(), leftOut: z.int() }),
  files: z.array(TicketFile),
});
export type TicketGuidance = z.infer<typeof TicketGuidance>;
