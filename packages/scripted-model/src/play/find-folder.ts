import { type Conversation } from '../conversation/conversation.ts';

/** Where the agent works: what the script says, else what the agent's program told the model, else `/workspace`. */
export function findFolder(set: string | undefined, conversation: Conversation): string {
  return set ?? findTold(conversation.system) ?? findTold(conversation.moments.map((moment) => moment.all).join('\n')) ?? '/workspace';
}

/** Claude Code says `Primary working directory: /x`, Codex says `<cwd>/x</cwd>`. */
function findTold(text: string): string | null {
  const found = /[Ww]orking directory: (\/[^\n]*)|<cwd>(\/[^<]*)<\/cwd>/.exec(text);
  return found?.[1]?.trim() ?? found?.[2] ?? null;
}
