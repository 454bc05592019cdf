import type { SessionUpdate, ToolCallUpdate } from '@agentclientprotocol/sdk';
import type { RunEventBody } from '@lime/contracts';
import type { ToolEnd, ToolNarrator } from '../model/tool-narrator.ts';
import { inRepository } from '../model/edit-diff.ts';
import { editIn } from './edit-in.ts';
import { exitCodeOf } from './exit-code-of.ts';

/** What a file holds is no news in a transcript; that it was read is. */
const QUIET = new Set(['read', 'edit']);

/** Characters of one message that are kept; the rest of it is dropped. */
const mostWords = 4_000_000;

type Telling = { emit: (event: RunEventBody) => Promise<void>; tools: ToolNarrator };
type Use = { kind: string; title: string; input: unknown; said: string; told: boolean };

export type UpdateTeller = {
  /** Takes in an update; they are told in the order in which they came. */
  take: (update: SessionUpdate) => void;
  /** Tells what is left of the turn, and gives the last words in it. */
  endTurn: () => Promise<string>;
};

/** Puts what an agent says and does into the transcript. Its words come in pieces, which are told as one. */
export function tellUpdates({ emit, tools }: Telling): UpdateTeller {
  const uses = new Map<string, Use>();
  let words = '';
  let lastWords = '';
  let telling = Promise.resolve();

  const flush = async () => {
    const text = words.trim();
    words = '';
    if (text === '') return;
    lastWords = text;
    await emit({ type: 'message', role: 'assistant', text });
  };
  const tellUse = async (update: ToolCallUpdate) => {
    const use = uses.get(update.toolCallId) ?? { kind: '', title: '', input: null, said: '', told: false };
    uses.set(update.toolCallId, { ...use, kind: update.kind ?? use.kind, title: titleOf(update) ?? use.title, input: update.rawInput ?? use.input, said: textOf(update) ?? use.said });
    const now = uses.get(update.toolCallId) ?? use;
    // Its first mention comes before the agent knows what it is used on.
    if (update.status === 'pending' || now.told) return endUse(update, now);
    now.told = true;
    await tools.start(update.toolCallId, now.kind || 'tool', now.title);
    return endUse(update, now);
  };
  const endUse = async (update: ToolCallUpdate, use: Use) => {
    if (update.status !== 'completed' && update.status !== 'failed') return;
    await tools.end(update.toolCallId, endOf(update, use));
  };
  const tell = async (update: SessionUpdate) => {
    if (update.sessionUpdate === 'agent_message_chunk') {
      if (update.content.type === 'text' && words.length < mostWords) words += update.content.text;
      return;
    }
    if (update.sessionUpdate !== 'tool_call' && update.sessionUpdate !== 'tool_call_update') return;
    await flush();
    await tellUse(update);
  };

  return {
    take: (update) => {
      telling = telling.then(() => tell(update));
    },
    endTurn: async () => {
      await telling;
      await flush();
      const answer = lastWords;
      lastWords = '';
      return answer;
    },
  };
}

function titleOf({ title, rawInput }: ToolCallUpdate): string | null {
  const path = typeof rawInput === 'object' && rawInput !== null && 'filePath' in rawInput ? rawInput.filePath : null;
  const said = typeof path === 'string' ? path : title;
  return said ? inRepository(said).slice(0, 4_000) : null;
}

function textOf({ content }: ToolCallUpdate): string | null {
  return content ? content.flatMap((part) => (part.type === 'content' && part.content.type === 'text' ? [part.content.text] : [])).join('\n') : null;
}

/** How agents say that a tool is not theirs to use; some call that a success. */
const DENIED = /rejected permission|permission denied|rule which prevents|unavailable tool/i;

function endOf(update: ToolCallUpdate, { kind, said, input }: Use): ToolEnd {
  const { status, rawOutput } = update;
  if (kind !== 'execute' && DENIED.test(said)) return { output: said, exitCode: null, text: 'denied' };
  const exitCode = kind === 'execute' ? exitCodeOf(rawOutput) : null;
  const diff = kind === 'edit' ? editIn({ ...update, input }) : '';
  if (status === 'completed') return { output: QUIET.has(kind) ? '' : said, exitCode, text: exitCode ? `exit ${exitCode}` : '', diff };
  return { output: said, exitCode, text: 'failed' };
}
