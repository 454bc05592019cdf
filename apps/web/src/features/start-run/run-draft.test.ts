import { describe, expect, test } from 'bun:test';
import { StartRunBody } from '@lime/contracts';
import { emptyDraft, readDraft, readOptions, turnOptions } from './run-draft.ts';

describe('readDraft', () => {
  test('names every field that is missing or wrong', () => {
    const read = readDraft({ ...emptyDraft, maxCost: 'lots', options: { as: 'json', text: '[1' } }, '7');
    expect(read.ok ? [] : Object.keys(read.errors).toSorted()).toEqual(['maxCostCents', 'recipe.name', 'recipe.options', 'repository.url']);
  });

  test('makes a body that the contract accepts, detecting set-up and checks unless told', () => {
    const read = readDraft({ ...emptyDraft, url: ' /srv/git/demo.git ', recipe: 'eslint-fix', maxCost: '2.50' }, '7');
    expect(read.ok && StartRunBody.parse(read.body)).toMatchObject({ ticketId: '7', repository: { url: '/srv/git/demo.git', ref: null }, setup: null, checks: null, maxCostCents: 250 });
  });

  test('own checks are one a line; none is an empty list and an empty set-up', () => {
    const draft = { ...emptyDraft, url: 'x', recipe: 'r', checks: 'own' as const, checkCommands: 'npm test\n\n npm run lint ', setup: 'none' as const };
    const read = readDraft(draft, '7');
    expect(read.ok && [read.body.checks, read.body.setup]).toEqual([['npm test', 'npm run lint'], '']);
  });
});

describe('options', () => {
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
});
