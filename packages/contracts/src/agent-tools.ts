import { z } from 'zod';

/** What an agent may do in the workspace, in words of no provider's own: read files, search in them, change them, run commands. */
export const AgentTool = z.enum(['read', 'grep', 'edit', 'bash']);
export type AgentTool = z.infer<typeof AgentTool>;

/** As people may write it: `shell` is another word for `bash`. */
export const AgentToolWord = z.preprocess((word) => (word === 'shell' ? 'bash' : word), AgentTool);

/** What somebody can do by each: a shell reads and searches, and nothing can be edited unseen. */
const INCLUDES: Record<AgentTool, readonly AgentTool[]> = { read: ['read'], grep: ['grep'], edit: ['read', 'edit'], bash: ['read', 'grep', 'bash'] };

/** All that an agent with these tools can do; so much is shown to people, and held. */
export function toolsIn(tools: readonly AgentTool[]): AgentTool[] {
  return AgentTool.options.filter((tool) => tools.some((one) => INCLUDES[one].includes(tool)));
}
