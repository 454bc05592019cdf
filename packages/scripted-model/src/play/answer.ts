import { type Pace } from '../script/script.ts';

/** What the model answers, in words that fit both protocols. */
export type Answer = { text: string; calls: ToolCall[]; usage: Usage; pace: Pace };

export type ToolCall =
  | { kind: 'function'; name: string; input: Record<string, unknown> }
  | { kind: 'custom'; name: string; input: string }
  | { kind: 'local_shell'; command: string[] };

/** Tokens; `input` counts those that no cache served. */
export type Usage = { input: number; output: number; cacheRead: number; cacheWrite5m: number; cacheWrite1h: number };
