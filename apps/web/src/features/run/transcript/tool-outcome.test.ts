import { expect, test } from 'bun:test';
import { toolOutcome } from './tool-outcome.ts';

test('how a tool call came out is read from its exit code, or else from its last words', () => {
  const ended = (note: string, exitCode: number | null = null) => toolOutcome({ note, exitCode });
  expect(toolOutcome(null)).toBe('running');
  expect([ended(''), ended('done'), ended('', 0)]).toEqual(['done', 'done', 'done']);
  expect([ended('failed'), ended('exit 2', 2), ended('ran out of memory')]).toEqual(['failed', 'failed', 'failed']);
  expect([ended('denied: the workspace is read-only'), ended('denied'), ended('stopped'), ended('still running')]).toEqual(['denied', 'denied', 'stopped', 'stopped']);
});
