import type { AgentMode, TicketGuidance } from '@lime/contracts';
import type { TenantRead } from '@lime/db';
import { type GuidedProvider, type InstructionPlace, readInstructions, readToolLists } from '../sql/guidance.ts';
import { narrowTools } from './resolve-guidance.ts';

/** What an agent would be told and allowed now, each part with where it comes from, in the order of its weight. Nothing is left out for being too long. */
export async function previewGuidance(tx: TenantRead, place: InstructionPlace & { provider: GuidedProvider; mode: AgentMode }): Promise<Pick<TicketGuidance, 'instructions' | 'tools' | 'toolLists' | 'allowedPaths'>> {
  const [rows, lists] = await Promise.all([readInstructions(tx, place), readToolLists(tx, place.provider)]);
  const about = ({ repository_id: id }: { repository_id: bigint | null }) => (id === null ? {} : { repositoryId: String(id) });
  return {
    instructions: rows.map((row) => ({ source: row.source, id: String(row.id), version: row.version, text: row.content_md, ...about(row) })),
    tools: narrowTools(null, lists.map((list) => list.allowed_tools)),
    toolLists: lists.map((list) => ({ id: String(list.id), provider: list.provider, allowedTools: list.allowed_tools })),
    allowedPaths: rows.flatMap((row) => (row.allowed_paths.length === 0 ? [] : [{ source: row.source, id: String(row.id), globs: row.allowed_paths, ...about(row) }])),
  };
}
