import { FilePen, FileText, Globe, ListChecks, type LucideIcon, Search, SquareTerminal } from 'lucide-react';

/** What agents call their tools, by what the tools do. */
const kinds: [RegExp, LucideIcon][] = [
  [/^(read|view|notebookread)/i, FileText],
  [/^(edit|multiedit|write|apply_patch|notebookedit|create|str_replace)/i, FilePen],
  [/^(grep|glob|search|find|ls|list)/i, Search],
  [/^(web|fetch|browse)/i, Globe],
  [/^(todo|task|plan|agent)/i, ListChecks],
];

export function toolIcon(name: string): LucideIcon {
  return kinds.find(([pattern]) => pattern.test(name))?.[1] ?? SquareTerminal;
}

/** How a tool call came out; `stopped` is neither a success nor a fault of its own. */
export type ToolOutcome = 'running' | 'done' | 'failed' | 'denied' | 'stopped';

export function toolOutcome(end: { exitCode: number | null; note: string } | null): ToolOutcome {
  if (end === null) return 'running';
  if (/^denied\b/i.test(end.note)) return 'denied';
  if (end.note === 'stopped') return 'stopped';
  return end.exitCode === null ? (end.note === '' || end.note === 'done' ? 'done' : 'failed') : end.exitCode === 0 ? 'done' : 'failed';
}
