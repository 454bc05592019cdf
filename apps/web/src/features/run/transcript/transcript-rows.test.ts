import { describe, expect, test } from 'bun:test';
import type { RunEvent, RunEventBody } from '@lime/contracts';
import { type TranscriptRow, transcriptRows } from './transcript-rows.ts';

function rowsOf(bodies: [string | null, RunEventBody][], group = (stepId: string) => stepId): TranscriptRow[] {
  const events: RunEvent[] = bodies.map(([stepId, body], index) => ({ seq: index + 1, at: '2026-11-20T10:00:00.000Z', stepId, body }));
  return transcriptRows(events, group);
}

const log = (text: string, stream?: 'stdout' | 'stderr'): RunEventBody => ({ type: 'log', text, ...(stream ? { stream } : {}) });
const kinds = (rows: TranscriptRow[]) => rows.map((row) => row.kind);

describe('transcriptRows', () => {
  test('a tool call is one row, whatever comes in between', () => {
    const rows = rowsOf([
      [null, { type: 'tool', name: 'bash', phase: 'start', text: 'npm test' }],
      [null, { type: 'tool', name: 'bash', phase: 'output', text: 'ok 1' }],
      [null, log('meanwhile')],
      [null, { type: 'tool', name: 'bash', phase: 'output', text: 'ok 2\n' }],
      [null, { type: 'tool', name: 'bash', phase: 'output', text: 'ok 3' }],
      [null, { type: 'tool', name: 'bash', phase: 'end', text: 'exit 1', exitCode: 1, durationMs: 40 }],
    ]);
    expect(kinds(rows)).toEqual(['tool', 'log']);
    expect(rows[0]).toMatchObject({ input: 'npm test', output: 'ok 1\nok 2\nok 3', end: { exitCode: 1, durationMs: 40, note: 'exit 1' } });
  });

  test('an edit ends with what it changed, which is not its note', () => {
    const [row] = rowsOf([[null, { type: 'tool', name: 'Edit', phase: 'start', text: 'a.js' }], [null, { type: 'tool', name: 'Edit', phase: 'end', text: '', diff: '--- a/a.js' }]]);
    expect(row).toMatchObject({ input: 'a.js', end: { note: '', diff: '--- a/a.js' } });
  });

  test('a second call of the same tool is a second row; the same tool of another step is not mixed in', () => {
    const call = (phase: 'start' | 'end', text: string): RunEventBody => ({ type: 'tool', name: 'bash', phase, text });
    const rows = rowsOf([
      ['1', call('start', 'a')],
      ['2', call('start', 'b')],
      ['2', call('end', 'from b')],
      ['1', call('end', 'from a')],
      ['1', call('start', 'c')],
    ], () => 'map');
    const tools = rows.filter((row) => row.kind === 'tool');
    expect(tools.map((row) => [row.input, row.end?.note])).toEqual([['a', 'from a'], ['b', 'from b'], ['c', undefined]]);
  });

  test('neighbouring log lines of one stream are one block, up to a bound', () => {
    expect(kinds(rowsOf([[null, log('a')], [null, log('b\n')], [null, log('c', 'stderr')]]))).toEqual(['log', 'log']);
    const many = rowsOf(Array.from({ length: 100 }, (_, index): [null, RunEventBody] => [null, log(`line ${index}`)]));
    expect(many.map((row) => (row.kind === 'log' ? row.lines : 0))).toEqual([40, 40, 20]);
  });

  test('a heading stands where another step begins to speak; what the run itself says needs none', () => {
    const said: RunEventBody = { type: 'status', text: 'said' };
    const rows = rowsOf([[null, said], ['1', said], ['1', said], [null, said], ['1', said], ['2', said]]);
    expect(kinds(rows)).toEqual(['event', 'step', 'event', 'event', 'event', 'event', 'step', 'event']);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });
});
