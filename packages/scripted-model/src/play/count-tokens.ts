import { type ScriptUsage } from '../script/script.ts';
import { type ToolCall, type Usage } from './answer.ts';

/** Four characters a token, rounded up: an estimate that is the same on every machine. */
export function countTokens(characters: number): number {
  return Math.ceil(characters / 4);
}

/** The usage that the script sets, else the estimate from what went in and out. */
export function measureUsage(set: ScriptUsage | undefined, length: number, text: string, calls: ToolCall[]): Usage {
  const out = text.length + (calls.length > 0 ? JSON.stringify(calls).length : 0);
  return {
    input: set?.input ?? countTokens(length),
    output: set?.output ?? countTokens(out),
    cacheRead: set?.cacheRead ?? 0,
    cacheWrite5m: set?.cacheWrite5m ?? 0,
    cacheWrite1h: set?.cacheWrite1h ?? 0,
  };
}
