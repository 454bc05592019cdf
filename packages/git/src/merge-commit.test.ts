import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { commitPatch } from './commit-patch.ts';
import { mergeCommit } from './merge-commit.ts';
import { mergeInWorkTree, mergeTrees } from './merge-trees.ts';
import { serveRepositories } from './testing/http-backend.ts';
import { commitFiles, git, makeBare, makeRepository, type TestFolder, testFolder } from './testing/test-folder.ts';

// Many processes; the machine may be busy.
setDefaultTimeout(60_000);

const TEXT = { message: 'Merge run 1', author: { name: 'Lime', email: 'lime@localhost' }, date: new Date(1_700_000_000_000) };
const MAIN = 'refs/heads/main';
const LINES = Array.from({ length: 20 }, (_, index) => `line ${index}`);

/** A bare origin of one file with 20 lines, and our commit that changes its first line. */
async function setUp(folder: TestFolder, url?: string) {
  const baseSha = makeRepository(folder.at('repo'), { 'a.txt': `${LINES.join('\n')}\n`, 'b.txt': 'b\n' });
  const bare = makeBare(folder.at('repo'), folder.at('repo.git'));
  const patch = new TextEncoder().encode('diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n-line 0\n+ours\n line 1\n line 2\n');
  const request = { url: url ?? bare, cacheDir: folder.at('cache') };
  const commit = await commitPatch({ ...TEXT, ...request, baseSha, patch });
  if (!commit.ok) throw new Error(commit.message);
  return { bare, baseSha, gitDir: commit.gitDir, request: { ...TEXT, ...request, target: MAIN, sha: commit.sha } };
}

function moveMain(folder: TestFolder, bare: string, files: Record<string, string>): string {
  const sha = commitFiles(folder.at('repo'), files, 'Theirs');
  git(folder.at('repo'), 'push', '-q', bare, 'main');
  return sha;
}

describe('mergeCommit', () => {
  test('fast-forwards, and a repetition finds it merged', async () => {
    using folder = testFolder();
    const { bare, request } = await setUp(folder);
    expect(await mergeCommit({ ...request, how: 'ff' })).toEqual({ ok: true, kind: 'merged', sha: request.sha });
    expect(git(bare, 'rev-parse', MAIN)).toBe(request.sha);
    expect(await mergeCommit({ ...request, how: 'ff' })).toEqual({ ok: true, kind: 'already_merged', sha: request.sha });
    expect(await mergeCommit({ ...request, how: 'commit' })).toMatchObject({ kind: 'already_merged' });
  });

  test('makes a merge commit where the target has moved on, with the same id everywhere', async () => {
    using folder = testFolder();
    const { bare, request } = await setUp(folder);
    const tip = moveMain(folder, bare, { 'a.txt': `${[...LINES.slice(0, 19), 'theirs'].join('\n')}\n`, 'c.txt': 'c\n' });
    expect(await mergeCommit({ ...request, how: 'ff' })).toMatchObject({ code: 'not_fast_forward' });
    const merged = await mergeCommit({ ...request, how: 'commit' });
    if (!merged.ok) throw new Error(merged.message);
    expect(git(bare, 'rev-parse', MAIN, `${MAIN}^1`, `${MAIN}^2`).split('\n')).toEqual([merged.sha, tip, request.sha]);
    expect(git(bare, 'show', `${MAIN}:a.txt`).split('\n').filter((line) => !line.startsWith('line'))).toEqual(['ours', 'theirs']);
    git(bare, 'update-ref', MAIN, tip);
    expect(await mergeCommit({ ...request, how: 'commit' })).toEqual({ ok: true, kind: 'merged', sha: merged.sha });
    expect(await mergeCommit({ ...request, how: 'commit' })).toEqual({ ok: true, kind: 'already_merged', sha: merged.sha });
    expect(git(bare, 'fsck', '--no-dangling')).toBe('');
  });

  test('names the files in conflict and changes nothing', async () => {
    using folder = testFolder();
    const { bare, request } = await setUp(folder);
    const tip = moveMain(folder, bare, { 'a.txt': `${['theirs', ...LINES.slice(1)].join('\n')}\n` });
    expect(await mergeCommit({ ...request, how: 'commit' })).toMatchObject({ code: 'conflict', files: ['a.txt'] });
    expect(git(bare, 'rev-parse', MAIN)).toBe(tip);
  });

  test('brings the one commit alone: a target that was rewritten, and a base that was never in it', async () => {
    using folder = testFolder();
    makeRepository(folder.at('repo'), { 'root.txt': 'r\n' });
    const { bare, request } = await setUpOn(folder);
    git(folder.at('repo'), 'reset', '-q', '--hard', 'HEAD~1');
    const tip = commitFiles(folder.at('repo'), { 'other.txt': 'o\n' }, 'Another way');
    git(folder.at('repo'), 'push', '-q', '--force', bare, 'main');
    expect(await mergeCommit({ ...request, how: 'commit' })).toMatchObject({ code: 'brings_more' });

    git(folder.at('repo'), 'checkout', '-q', '-b', 'unseen');
    const unseen = commitFiles(folder.at('repo'), { 'backdoor.txt': 'b\n' }, 'Nobody has looked at this');
    git(folder.at('repo'), 'push', '-q', bare, 'unseen');
    const onUnseen = await commitPatch({ ...request, baseSha: unseen, patch: ADD });
    if (!onUnseen.ok) throw new Error(onUnseen.message);
    for (const how of ['ff', 'commit'] as const) expect(await mergeCommit({ ...request, sha: onUnseen.sha, how })).toMatchObject({ code: 'brings_more' });
    expect(git(bare, 'rev-parse', MAIN)).toBe(tip);
  });

  test('over HTTP; a checked-out target; a target that does not exist', async () => {
    using folder = testFolder();
    using server = serveRepositories(folder.path);
    const { request } = await setUp(folder, `${server.origin}/repo.git`);
    expect(await mergeCommit({ ...request, how: 'commit' })).toMatchObject({ ok: true, kind: 'merged' });
    expect(await mergeCommit({ ...request, how: 'ff', target: 'refs/heads/nope' })).toMatchObject({ code: 'unknown_ref' });
    const local = await commitPatch({ ...TEXT, url: folder.at('repo'), cacheDir: folder.at('cache2'), baseSha: git(folder.at('repo'), 'rev-parse', 'HEAD'), patch: ADD });
    if (!local.ok) throw new Error(local.message);
    expect(await mergeCommit({ ...TEXT, url: folder.at('repo'), cacheDir: folder.at('cache2'), target: MAIN, sha: local.sha, how: 'ff' })).toMatchObject({ code: 'branch_checked_out' });
  });
});

const ADD = new TextEncoder().encode('diff --git a/new.txt b/new.txt\nnew file mode 100644\n--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1 @@\n+x\n');

async function setUpOn(folder: TestFolder) {
  const baseSha = commitFiles(folder.at('repo'), { 'a.txt': 'a\n' }, 'Second');
  const bare = makeBare(folder.at('repo'), folder.at('repo.git'));
  const request = { url: bare, cacheDir: folder.at('cache') };
  const commit = await commitPatch({ ...TEXT, ...request, baseSha, patch: ADD });
  if (!commit.ok) throw new Error(commit.message);
  return { bare, request: { ...TEXT, ...request, target: MAIN, sha: commit.sha } };
}

test('git without merge-tree --write-tree merges in a temporary work tree, to the same tree', async () => {
  using folder = testFolder();
  makeRepository(folder.at('repo'), { 'a.txt': `${LINES.join('\n')}\n` });
  git(folder.at('repo'), 'checkout', '-q', '-b', 'ours');
  const ours = commitFiles(folder.at('repo'), { 'a.txt': `${['ours', ...LINES.slice(1)].join('\n')}\n` }, 'Ours');
  git(folder.at('repo'), 'checkout', '-q', 'main');
  const theirs = commitFiles(folder.at('repo'), { 'a.txt': `${[...LINES.slice(0, 19), 'theirs'].join('\n')}\n` }, 'Theirs');
  const clash = commitFiles(folder.at('repo'), { 'a.txt': 'clash\n' }, 'Clash');
  const bare = makeBare(folder.at('repo'), folder.at('repo.git'));
  const modern = await mergeTrees(bare, ours, theirs, {});
  expect(modern).toMatchObject({ ok: true });
  expect(await mergeInWorkTree(bare, ours, theirs, {})).toEqual(modern);
  expect(await mergeInWorkTree(bare, ours, clash, {})).toEqual({ ok: false, code: 'conflict', files: ['a.txt'] });
  expect(git(bare, 'worktree', 'list').split('\n')).toHaveLength(1);
});
