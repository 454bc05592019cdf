import { expect, test } from 'bun:test';
import { readOptions, turnOptions } from './recipe-options.ts';

test('fields are JSON where they read as such, otherwise text', () => {
  const rows = [
    { key: 'fix', value: 'true' },
    { key: 'glob', value: 'src/**/*.ts' },
    { key: ' ', value: 'dropped' },
  ];
  expect(readOptions({ as: 'fields', rows })).toEqual({ fix: true, glob: 'src/**/*.ts' });
});

test('turning to JSON and back keeps every value, also text that looks like a number', () => {
  const json = { as: 'json' as const, text: '{"version":"12","depth":2,"list":[1,2]}' };
  const fields = turnOptions(json);
  expect(fields.as).toBe('fields');
  expect(readOptions(turnOptions(fields))).toEqual({ version: '12', depth: 2, list: [1, 2] });
  expect(turnOptions({ as: 'json', text: '{' })).toEqual({ as: 'json', text: '{' });
});
