import { expect, test } from 'bun:test';
import { StartRunBody } from './start-run.ts';
import { UpdateProjectBody } from './board.ts';
import { customInstructions } from './entities/index.ts';
import { PathGlob } from './path-glob.ts';

test.each(['src', 'src/**', './src/', '**', '*.ts', '!src/x', '!**/*.pem', 'src/[a-z]*.ts', '[]]', '[!a]b', '[^]]', '{src,docs}/**', 'a/{b,{c,d}}', 'a}', '\\[a', '\\!a', '\\{', '..a/b', '.github/**', 'a..b', 'umläut/**'])('a glob that can match: %s', (glob) => {
  expect(PathGlob.parse(glob)).toBe(glob);
});

test.each(['../x', 'src/../x', '!../x', '/etc/**', '!/etc', '/', '', '  ', '!', '.', './', 'a//b', 'a/./b', '[a-', '!src/[a', '[]', '[a/b]', '{a', 'a/{b,{c}', 'a\\', '!!a', 'a\nb'])('one that never can: %s', (glob) => {
  expect(PathGlob.safeParse(glob).success).toBe(false);
});

test.each([
  ['an instruction', customInstructions.create, { scopeType: 'tenant', contentMd: 'x', allowedPaths: ['src', '../x'] }],
  ['a change of one', customInstructions.update, { allowedPaths: ['src', '../x'] }],
  ['a run', StartRunBody, { title: 'x', recipe: { name: 'format' }, provider: 'recipe', allowedPaths: ['src', '../x'] }],
  ['a project', UpdateProjectBody, { allowedPaths: ['src', '../x'] }],
] as const)('is refused in %s, with its place', (_, schema, body) => {
  expect(schema.safeParse(body).error?.issues).toEqual([expect.objectContaining({ path: ['allowedPaths', 1], message: expect.stringContaining('leads out of the repository') })]);
});

test('what was kept before is still shown', () => {
  const row = { id: '1', scopeType: 'tenant', scopeId: null, mode: 'any', contentMd: 'x', priority: 1, allowedPaths: ['../x'], enabled: true, version: 1, createdAt: new Date(0).toISOString(), updatedAt: new Date(0).toISOString() };
  expect(customInstructions.view.parse(row).allowedPaths).toEqual(['../x']);
});
