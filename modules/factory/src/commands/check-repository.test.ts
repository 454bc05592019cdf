import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '@lime/kernel';
import { checkRepository, type LocalRepositories } from './check-repository.ts';

let root: string;
let local: LocalRepositories;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lime-local-'));
  local = { kind: 'all', except: join(root, 'data'), but: join(root, 'data', 'demo') };
  for (const folder of ['data/repositories/2/theirs.git', 'data/demo/price.git', 'mine.git']) await mkdir(join(root, folder), { recursive: true });
  await symlink(join(root, 'data/repositories/2/theirs.git'), join(root, 'link.git'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const verdict = (url: string, allowed: LocalRepositories = local) =>
  checkRepository(url, allowed).then(() => 'allowed', (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)));

test("repositories on the server's disk may be named, but none of the server's own data, by no spelling", async () => {
  expect(await verdict(join(root, 'mine.git'))).toBe('allowed');
  expect(await verdict(join(root, 'data/demo/price.git'))).toBe('allowed');
  for (const url of ['data/repositories/2/theirs.git', 'mine.git/../data/repositories/2/theirs.git', 'link.git', 'data']) {
    expect(await verdict(join(root, url))).toBe('local_repository_refused');
    expect(await verdict(`file://${root}/${url}`)).toBe('local_repository_refused');
  }
  expect(await verdict(join(root, 'mine.git'), { kind: 'none' })).toBe('local_repository_refused');
});

test('an address with a credential, or that is none, is refused before anything is written', async () => {
  expect(await verdict('https://ada:secret@example.org/shop.git')).toBe('credentials_in_url');
  expect(await verdict('https://example.org/shop.git', { kind: 'none' })).toBe('allowed');
  for (const url of ['ext::sh -c id', '--upload-pack=id', 'relative/path', 'javascript:alert(1)']) expect(await verdict(url)).toBe('repository_invalid');
});
