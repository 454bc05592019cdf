import { describe, expect, test } from 'bun:test';
import { parseOptions } from './options.ts';

const KNOWN = ['workflow', 'latency', 'api'];

describe('parseOptions', () => {
  test('runs everything three times unless told otherwise', () => {
    expect(parseOptions([], KNOWN)).toEqual({ kind: 'options', options: { only: KNOWN, json: null, repeats: 3, seconds: 3 } });
  });

  test('picks parts, in the order of the table', () => {
    const parsed = parseOptions(['--only', 'api,workflow', '--json', 'rows.json'], KNOWN);
    expect(parsed).toMatchObject({ kind: 'options', options: { only: ['workflow', 'api'], json: 'rows.json' } });
  });

  test.each([[['--only', 'nope']], [['--only', '']], [['--repeats', '0']], [['--seconds', 'x']], [['--fast']]])('refuses %j', (args) => {
    expect(parseOptions(args, KNOWN).kind).toBe('refused');
  });

  test('names the parts that exist', () => {
    expect(parseOptions(['--only', 'nope'], KNOWN)).toMatchObject({ reason: '--only knows these parts: workflow, latency, api; not nope' });
  });
});
