import { type AgentMode, AgentTool, explainUnfitTools, type Instruction, type Provider, toolsIn } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { type InstructionPlace, readInstructions, readToolLists } from '../sql/guidance.ts';

/** What a run is told and allowed, frozen into it when it starts. */
export type Guidance = {
  instructions: Instruction[];
  /** What the agent may do at most; null: what its mode allows. */
  tools: AgentTool[] | null;
  /** Lists of globs, of which a changed file must match each. What the instructions of a repository say holds in that one. */
  allowedPaths: string[][];
  /** Of the place's repositories each. */
  pathsOf: ReadonlyMap<bigint, string[][]>;
};

/** `folders`: where the repositories lie in the workspace, when there are several. */
type GuidedPlace = InstructionPlace & { provider: Provider; mode: AgentMode; folders?: ReadonlyMap<bigint, string> };

/** What is asked for by whoever starts the run, and the paths to which its project keeps all of them. */
type Asked = { tools: readonly AgentTool[] | null; allowedPaths: string[]; always: string[] };

/** Longer ones would leave a model no room for the work. */
const mostCharacters = 100_000;

/**
 * The instructions for an agent's run, in the order of their weight: defaults of every agent and of this one, then
 * the organisation's, the project's, the repository's and the ticket's; within a scope the lowest priority number
 * last. Tools and paths only ever narrow one another. A recipe reads nothing, but its change keeps to the paths.
 */
export async function resolveGuidance(tx: TenantRead, place: GuidedPlace, { always, ...asked }: Asked): Promise<Guidance> {
  const rows = await readInstructions(tx, place);
  const told = place.provider === 'recipe' ? [] : rows;
  const length = told.reduce((sum, row) => sum + row.content_md.length, 0);
  if (length > mostCharacters) refuse({ status: 422, code: 'instructions_too_long', title: 'Too many instructions', detail: `The instructions for this run have ${length} characters together, and may have ${mostCharacters}. Shorten or disable some of them.` });
  const lists = place.provider === 'recipe' ? [] : (await readToolLists(tx, place.provider)).map((row) => row.allowed_tools);
  const tools = narrowTools(asked.tools, lists);
  const unfit = explainUnfitTools(place.provider, place.mode, tools);
  if (unfit !== null) refuse({ status: 422, code: 'tools_unfit', title: 'Not with these tools', detail: unfit, details: { fields: [{ path: 'tools', message: unfit }] } });
  const pathsIn = (repositoryId: bigint | null) => [always, ...rows.filter((row) => row.repository_id === null || row.repository_id === repositoryId).map((row) => row.allowed_paths), asked.allowedPaths].filter((globs) => globs.length > 0);
  return {
    instructions: told.map((row) => ({ source: row.source, id: String(row.id), version: row.version, text: row.content_md, ...folderOf(place, row.repository_id) })),
    tools,
    allowedPaths: pathsIn(null),
    pathsOf: new Map(place.repositoryIds.map((id) => [id, pathsIn(id)])),
  };
}

/** Where the agent has several repositories before it, an instruction about one says which. */
function folderOf({ folders }: GuidedPlace, repositoryId: bigint | null): { folder?: string } {
  const folder = repositoryId === null ? undefined : folders?.get(repositoryId);
  return folder === undefined ? {} : { folder };
}

/** Where no list says anything, nothing is narrowed. A list stands for all that can be done by its tools. */
export function narrowTools(asked: readonly AgentTool[] | null, lists: readonly (readonly AgentTool[])[]): AgentTool[] | null {
  if (asked === null && lists.length === 0) return null;
  const able = [...(asked === null ? [] : [asked]), ...lists].map(toolsIn);
  return AgentTool.options.filter((tool) => able.every((list) => list.includes(tool)));
}
