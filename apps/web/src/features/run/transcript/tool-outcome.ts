/** How a tool call came out; `stopped` is neither a success nor a fault of its own. */
export type ToolOutcome = 'running' | 'done' | 'failed' | 'denied' | 'stopped';

export function toolOutcome(end: { exitCode: number | null; note: string } | null): ToolOutcome {
  if (end === null) return 'running';
  if (/^denied\b/i.test(end.note)) return 'denied';
  if (end.note === 'stopped' || end.note === 'still running') return 'stopped';
  return end.exitCode === null ? (end.note === '' || end.note === 'done' ? 'done' : 'failed') : end.exitCode === 0 ? 'done' : 'failed';
}
