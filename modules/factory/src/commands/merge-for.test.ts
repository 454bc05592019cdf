import { expect, test } from 'bun:test';
import { mergeFor } from './merge-for.ts';

const developer = { permissions: ['run.start'] };
const lead = { permissions: ['project.manage'] };
const admin = { permissions: ['*'] };

test('a run may merge less than its project does, and more only for who could change the project', () => {
  const pushing = { key: 'AL', merge: 'none' } as const;
  const merging = { key: 'AL', merge: 'ff' } as const;
  expect(mergeFor(undefined, merging, developer)).toBe('ff');
  expect(mergeFor('none', merging, developer)).toBe('none');
  expect(mergeFor('ff', merging, developer)).toBe('ff');
  expect(() => mergeFor('commit', merging, developer)).toThrow('merge_not_allowed');
  expect(() => mergeFor('ff', pushing, developer)).toThrow('merge_not_allowed');
  expect([mergeFor('ff', pushing, lead), mergeFor('commit', pushing, admin)]).toEqual(['ff', 'commit']);
});
