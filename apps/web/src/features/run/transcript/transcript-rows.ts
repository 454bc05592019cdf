import type { RunEvent, RunEventBody } from '@lime/contracts';

type Base = { key: number; at: string; stepId: string | null };
type Body<Type extends RunEventBody['type']> = Extract<RunEventBody, { type: Type }>;

/** A tool call: its start, what it printed, and its end, together. */
export type ToolRow = Base & {
  kind: 'tool';
  name: string;
  /** What it was called with. */
  input: string;
  output: string;
  /** Null while it runs. `note`: why it did not do what it should; empty when it did. `diff`: what an edit changed. */
  end: { exitCode: number | null; durationMs: number | null; note: string; diff: string | null } | null;
};

/** Neighbouring lines of one stream. */
type LogRow = Base & { kind: 'log'; stream: 'stdout' | 'stderr'; text: string; lines: number };
type StepRow = Base & { kind: 'step' };
export type PlainRow = Base & { kind: 'event'; body: Exclude<RunEventBody, Body<'tool'> | Body<'log'>> };
export type TranscriptRow = ToolRow | LogRow | StepRow | PlainRow;

/** A block of log lines is cut here, so that no row grows without bound. */
const mostLogLines = 40;

/** Turns a run's events into what is shown, in order. `stepGroup` gives the step under whose heading a step's events stand. */
export function transcriptRows(events: readonly RunEvent[], stepGroup: (stepId: string) => string): TranscriptRow[] {
  const rows: TranscriptRow[] = [];
  const openTools = new Map<string, ToolRow>();
  let group: string | null = null;
  for (const { seq, at, stepId, body } of events) {
    const base: Base = { key: seq, at, stepId };
    const nextGroup: string | null = stepId === null ? group : stepGroup(stepId);
    if (nextGroup !== group) {
      group = nextGroup;
      // Half a seq: unique, and between its neighbours.
      rows.push({ ...base, key: seq - 0.5, stepId: group, kind: 'step' });
    }
    if (body.type === 'tool') addTool(rows, openTools, base, body);
    else if (body.type === 'log') addLog(rows, base, body);
    else rows.push({ ...base, kind: 'event', body });
  }
  return rows;
}

function addTool(rows: TranscriptRow[], openTools: Map<string, ToolRow>, base: Base, body: Body<'tool'>): void {
  const id = `${base.stepId}/${body.name}`;
  let row = body.phase === 'start' ? undefined : openTools.get(id);
  if (row === undefined) {
    row = { ...base, kind: 'tool', name: body.name, input: '', output: '', end: null };
    openTools.set(id, row);
    rows.push(row);
  }
  if (body.phase === 'start') row.input = body.text;
  if (body.phase === 'output' && body.text !== '') row.output += row.output === '' || row.output.endsWith('\n') ? body.text : `\n${body.text}`;
  if (body.phase === 'end') {
    row.end = { exitCode: body.exitCode ?? null, durationMs: body.durationMs ?? null, note: body.text, diff: body.diff ?? null };
    openTools.delete(id);
  }
}

function addLog(rows: TranscriptRow[], base: Base, body: Body<'log'>): void {
  const stream = body.stream ?? 'stdout';
  const text = body.text.replace(/\n$/, '');
  const last = rows.at(-1);
  if (last?.kind === 'log' && last.stream === stream && last.stepId === base.stepId && last.lines < mostLogLines) {
    last.text += `\n${text}`;
    last.lines += 1;
    return;
  }
  rows.push({ ...base, kind: 'log', stream, text, lines: 1 });
}
