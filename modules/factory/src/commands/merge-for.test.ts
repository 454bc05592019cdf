import { expect, test } from 'bun:test';
import { mergeFor } from './merge-for.ts';

const developer = { permissions: ['run.start'] };
const lead = { permissions: ['project.manage'] };
const admin = { permissions: ['*'] };
const github = [{ provider: 'github' }] as const;

test('a run may merge less than its project does, and more only for who could change the project', () => {
  const pushing = { key: 'AL', merge: 'none' } as const;
  const merging = { key: 'AL', merge: 'ff' } as const;
  expect(mergeFor(undefined, merging, developer, github)).toBe('ff');
  expect(mergeFor('none', merging, developer, github)).toBe('none');
  expect(mergeFor('ff', merging, developer, github)).toBe('ff');
  expect(() => mergeFor('commit', merging, developer, github)).toThrow('merge_not_allowed');
  expect(() => mergeFor('ff', pushing, developer, github)).toThrow('merge_not_allowed');
  expect([mergeFor('ff', pushing, lead, github), mergeFor('commit', pushing, admin, github)]).toEqual(['ff', 'commit']);
});

test('a pull request merges nothing, so anybody may ask for one, where the forge has them', () => {
  const merging = { key: 'AL', merge: 'ff' } as const;
  const opening = { key: 'AL', merge: 'pull_request' } as const;
  expect([mergeFor('pull_request', merging, developer, github), mergeFor(undefined, opening, developer, github)]).toEqual(['pull_request', 'pull_request']);
  for (const elsewhere of [[{}], [{ provider: 'git' } as const]]) {
    expect(mergeFor(undefined, opening, developer, elsewhere)).toBe('none');
    expect(() => mergeFor('pull_request', merging, developer, elsewhere)).toThrow('no_pull_requests');
  }
});
