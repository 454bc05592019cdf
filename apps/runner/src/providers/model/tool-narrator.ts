import type { RunEventBody } from '@lime/contracts';

/** The most output of one tool that is told; models get to see less. */
const outputCharacters = 40_000;

/** Tools in use at once; who says that more are is not telling of real ones. */
const mostTools = 500;

/** Longer names are cut: the transcript takes no more. */
const nameCharacters = 200;

export type ToolEnd = {
  readonly output: string;
  /** Of a command; null for other tools, and when nobody knows. */
  readonly exitCode: number | null;
  /** Why it did not do what it should: `failed`, `denied: …`; empty for success. */
  readonly text: string;
  /** What an edit changed. */
  readonly diff?: string;
};

/**
 * Tells of tools one after the other, although a model may use several at once: the transcript has
 * no other way to say which output belongs to which start. A tool's end is held back until those
 * that started before it have ended. One that goes on beside the others is told twice: now as still
 * running, and as a whole when it has ended.
 */
export type ToolNarrator = {
  start: (id: string, name: string, text: string) => Promise<void>;
  output: (id: string, text: string) => Promise<void>;
  end: (id: string, end: ToolEnd) => Promise<void>;
  /** The model does not wait for it any more, but it has not ended; `output`: what it has said so far. */
  detach: (id: string, output: string) => Promise<void>;
  /** The agent has ended: so have its tools. */
  close: () => Promise<void>;
};

type Tool = { id: string; name: string; text: string; startedAt: number; said: string; ended: (ToolEnd & { durationMs: number }) | null };

export function narrateTools(emit: (event: RunEventBody) => Promise<void>, now: () => number = () => performance.now()): ToolNarrator {
  const { tools, find, isTold, add, settle, tellOutput } = tellInTurn(emit);
  /** Those that were told as still running. */
  const detached = new Map<string, Tool>();
  const end = async (id: string, given: ToolEnd) => {
    const again = detached.get(id);
    if (again && detached.delete(id)) await add(again);
    const tool = again ?? find(id);
    if (!tool || tool.ended) return;
    tool.ended = { ...given, output: shorten(given.output), durationMs: now() - tool.startedAt };
    await settle();
  };

  return {
    start: async (id, name, text) => {
      if (tools.length + detached.size < mostTools) await add({ id, name: name.slice(0, nameCharacters), text, startedAt: now(), said: '', ended: null });
    },
    output: async (id, text) => {
      const tool = find(id);
      if (!tool || tool.ended) return;
      if (isTold(tool)) await tellOutput(tool, text);
      else tool.said += text;
    },
    end,
    detach: async (id, output) => {
      const tool = find(id);
      if (!tool || tool.ended) return;
      await end(id, { output, exitCode: null, text: 'still running' });
      detached.set(id, { ...tool, said: '', ended: null });
    },
    close: async () => {
      for (const { id, ended } of [...tools, ...detached.values()]) if (!ended) await end(id, { output: '', exitCode: null, text: 'stopped' });
    },
  };
}

/** Tools in the order of their starts. Of the first one all is told as it comes, of the others when it is their turn. */
function tellInTurn(emit: (event: RunEventBody) => Promise<void>) {
  const tools: Tool[] = [];
  const isTold = (tool: Tool) => tools[0] === tool;
  const tellStart = (tool: Tool) => emit({ type: 'tool', name: tool.name, phase: 'start', text: tool.text });
  const tellOutput = async ({ name }: Tool, text: string) => {
    if (text !== '') await emit({ type: 'tool', name, phase: 'output', text });
  };
  const settle = async (): Promise<void> => {
    for (let tool = tools[0]; tool?.ended; tool = tools[0]) {
      const { name, ended } = tool;
      await tellOutput(tool, ended.output);
      await emit({ type: 'tool', name, phase: 'end', text: ended.text, exitCode: ended.exitCode, durationMs: Math.round(ended.durationMs), ...(ended.diff && { diff: ended.diff }) });
      tools.shift();
      const [next] = tools;
      if (!next) return;
      await tellStart(next);
      await tellOutput(next, next.said);
    }
  };
  const add = async (tool: Tool) => {
    tools.push(tool);
    if (isTold(tool)) await tellStart(tool);
  };
  return { tools, find: (id: string) => tools.find((tool) => tool.id === id), isTold, add, settle, tellOutput };
}

function shorten(text: string): string {
  return text.length > outputCharacters ? `${text.slice(0, outputCharacters)}\n… (${text.length - outputCharacters} more characters)\n` : text;
}
