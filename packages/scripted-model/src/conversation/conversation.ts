/** One request to a model, in words that fit both protocols. */
export type Conversation = {
  protocol: Protocol;
  model: string;
  system: string;
  /** What came before each answer of the model, in order; the last one waits for its answer. Never empty. */
  moments: Moment[];
  tools: OfferedTool[];
  /** What tells this conversation from another one with the same words: a session's id, else the key. */
  session: string;
  isStreaming: boolean;
  /** Length of all that the model is given, in characters. */
  length: number;
  maxOutput: number | null;
};

export type Protocol = 'anthropic' | 'openai';

/** What arrived since the model's last answer. */
export type Moment = {
  /** What people said; without what the agent's program adds of its own. */
  said: string;
  /** What the tools answered, one text a call. */
  results: string[];
  /** All text of it, additions included. */
  all: string;
};

/** `custom` takes a text, `function` a JSON object; `local_shell` is a tool of its own in Responses. */
export type OfferedTool = { kind: 'function' | 'custom' | 'local_shell'; name: string };

export const emptyMoment: Moment = { said: '', results: [], all: '' };
