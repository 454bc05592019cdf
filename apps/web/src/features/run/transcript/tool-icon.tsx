import { FilePen, FileText, Globe, ListChecks, Search, SquareTerminal } from 'lucide-react';
import type { ReactElement } from 'react';

const look = { size: 15, 'aria-hidden': true, className: 'shrink-0 text-faint' } as const;

/** What agents call their tools, by what the tools do. */
const kinds: [RegExp, ReactElement][] = [
  [/^(read|view|notebookread)/i, <FileText key="read" {...look} />],
  [/^(edit|multiedit|write|apply_patch|notebookedit|create|str_replace)/i, <FilePen key="edit" {...look} />],
  [/^(grep|glob|search|find|ls|list)/i, <Search key="search" {...look} />],
  [/^(web|fetch|browse)/i, <Globe key="web" {...look} />],
  [/^(todo|task|plan|agent)/i, <ListChecks key="plan" {...look} />],
];

export function ToolIcon({ name }: { name: string }) {
  return kinds.find(([pattern]) => pattern.test(name))?.[1] ?? <SquareTerminal {...look} />;
}
