import { expect, test } from 'bun:test';
import { findPathsOutside } from './find-paths-outside.ts';

test.each<[string, string[][] | null, string[], string[]]>([
  ['without lists everything may change', null, ['a', '.github/workflows/x.yml'], []],
  ['a glob', [['src/**']], ['src/a.ts', 'src/deep/b.ts', 'srcs/c.ts', 'package.json'], ['srcs/c.ts', 'package.json']],
  ['a folder, however it is written', [['src', './docs/', '/lib']], ['src/a', 'docs/b/c.md', 'lib/d', 'source'], ['source']],
  ['each list narrows the one before', [['src/**'], ['**/*.test.ts']], ['src/a.test.ts', 'src/a.ts', 'b.test.ts'], ['src/a.ts', 'b.test.ts']],
  ['hidden files', [['src/**']], ['src/.env', '.env'], ['.env']],
  ['names that look like patterns', [['src/*.ts']], ['src/[a].ts', 'src/{a}.ts', 'src/a/b.ts'], ['src/a/b.ts']],
  ['a folder elsewhere of the same name', [['src/**']], ['other/src/a'], ['other/src/a']],
])('%s', (_, allowed, paths, outside) => {
  const refused = findPathsOutside(paths, allowed);
  expect(refused?.message.split('\n').slice(1, -1) ?? []).toEqual(outside);
});

test('a change of everything is told in few lines', () => {
  const refused = findPathsOutside(Array.from({ length: 5000 }, (_, index) => `file${index}`), [['src/**']]);
  expect(refused).toMatchObject({ code: 'path_not_allowed', retryable: false });
  expect(refused?.message).toContain('… and 4980 more');
});
