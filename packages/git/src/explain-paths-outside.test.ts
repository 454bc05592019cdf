import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { explainPathsOutside } from './explain-paths-outside.ts';

const outsideOf = (paths: string[], allowed: string[][] | null) => explainPathsOutside(paths, allowed)?.split('\n').slice(1, -1) ?? [];

test.each<[string, string[][] | null, string[], string[]]>([
  ['without lists everything may change', null, ['a', '.github/workflows/x.yml'], []],
  ['a glob', [['src/**']], ['src/a.ts', 'src/deep/b.ts', 'srcs/c.ts', 'package.json'], ['srcs/c.ts', 'package.json']],
  ['a folder, however it is written', [['src', './docs/', '/lib']], ['src/a', 'docs/b/c.md', 'lib/d', 'source'], ['source']],
  ['each list narrows the one before', [['src/**'], ['**/*.test.ts']], ['src/a.test.ts', 'src/a.ts', 'b.test.ts'], ['src/a.ts', 'b.test.ts']],
  ['hidden files', [['src/**']], ['src/.env', '.env'], ['.env']],
  ['names that look like patterns', [['src/*.ts']], ['src/[a].ts', 'src/{a}.ts', 'src/a/b.ts'], ['src/a/b.ts']],
  ['a folder elsewhere of the same name', [['src/**']], ['other/src/a'], ['other/src/a']],
  ['an exclusion takes out of what is allowed, and opens nothing', [['src/**', '!src/x']], ['src/a', 'src/x', 'src/x/y', 'src/xy', 'secrets.txt'], ['src/x', 'src/x/y', 'secrets.txt']],
  ['exclusions alone leave the rest', [['!secrets.txt', '!.github/**']], ['a', 'secrets.txt', '.github/workflows/x.yml'], ['secrets.txt', '.github/workflows/x.yml']],
  ['what is excluded stays out, wherever it stands', [['!src/x', 'src/**', 'src/x']], ['src/a', 'src/x'], ['src/x']],
  ['an exclusion with a wildcard', [['src', '!**/*.pem']], ['src/a', 'src/k.pem', 'src/deep/k.pem'], ['src/k.pem', 'src/deep/k.pem']],
  ['two exclamation marks are one, and a name', [['src/**', '!!odd']], ['src/a', '!odd', 'b'], ['!odd', 'b']],
  ['an escaped exclamation mark is a name', [['\\!odd']], ['!odd', 'a'], ['a']],
])('%s', (_, allowed, paths, outside) => {
  expect(outsideOf(paths, allowed)).toEqual(outside);
});

test('a change of everything is told in few lines', () => {
  const refused = explainPathsOutside(Array.from({ length: 5000 }, (_, index) => `file${index}`), [['src/**']]);
  expect(refused).toContain('… and 4980 more');
});

const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }).filter((text) => !text.includes('/') && !text.includes('\0') && text !== '.' && text !== '..');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const literally = (text: string) => text.replaceAll(/[\\*?[\]{}!]/g, (sign) => `\\${sign}`);

test('whatever else a list says: what it excludes may not change, and a further exclusion never allows more', () => {
  const glob = fc.oneof(path.map(literally), fc.constantFrom('**', '*', '*.ts', 'src/**', '**/x', '!src', '!*', '!**/*.ts'));
  fc.assert(fc.property(fc.array(glob, { maxLength: 4 }), path, path, fc.nat(4), (globs, excluded, changed, at) => {
    const list = globs.toSpliced(at, 0, `!${literally(excluded)}`);
    for (const inside of [excluded, `${excluded}/${changed}`]) expect(explainPathsOutside([inside], [list])).not.toBeNull();
    if (explainPathsOutside([changed], [globs]) !== null && globs.some((one) => !one.startsWith('!'))) expect(explainPathsOutside([changed], [list])).not.toBeNull();
  }));
});
