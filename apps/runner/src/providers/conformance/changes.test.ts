import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { lstatSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEventBody } from '@lime/contracts';
import { contest, waitFor } from '../../testing/contest.ts';
import { PRICE_CALCULATOR, testRepository } from '../../testing/test-repository.ts';
import { checkTranscript } from './check-transcript.ts';
import { contestants } from './contestants.ts';

/** What every provider makes of the work: changes, or none, and the transcript of it. */
// Programs of several hundred megabytes start here, on a machine that may be busy.
setDefaultTimeout(60_000);

const shell = (command: string) => ({ tool: 'shell' as const, command });
const isToolStart = (event: RunEventBody) => event.type === 'tool' && event.phase === 'start';

describe.each(contestants.map((contestant) => [contestant.provider, contestant] as const))('%s', (_, contestant) => {
  const hasModel = contestant.model !== null;

  test('changes files: the diff is what it did, its transcript is in order and tells what an edit changed', async () => {
    await using run = await contest(contestant, { files: { 'a.txt': 'first\nold\n', 'c.txt': 'old\n' }, steps: [{ say: 'I change it.', use: shell('echo new > c.txt; echo told; echo b > b.txt') }, ...(hasModel ? contestant.edits : []), { say: 'Changed.' }] });
    const end = await run.done;
    expect(end).toMatchObject({ status: 'succeeded', output: { changed: true, stats: hasModel ? { filesChanged: 3, insertions: 3, deletions: 2 } : { filesChanged: 2, insertions: 2, deletions: 1 } } });
    expect(end.artifacts['diff']).toContain('-old\n+new\n');
    expect(end.events).toContainEqual(expect.objectContaining({ type: 'tool', phase: 'output', text: expect.stringContaining('told') }));
    expect(end.events).toContainEqual(expect.objectContaining({ type: 'tool', phase: 'end', exitCode: 0 }));
    checkTranscript(end.events);
    if (!hasModel) return;
    const told = end.events.flatMap((event) => (event.type === 'tool' && event.diff !== undefined ? [event.diff] : []));
    expect(told).toEqual([expect.stringMatching(/^--- a\/a\.txt\n\+\+\+ b\/a\.txt\n@@ -1,2 \+1,2 @@\n first\n-old\n\+new\n$/)]);
  });

  test('finds nothing to change, and tells of what its program refuses', async () => {
    await using run = await contest(contestant, { steps: [{ use: shell('cat a.txt') }, ...(hasModel ? [contestant.refused] : []), { say: 'All is well.' }] });
    const end = await run.done;
    expect(end).toMatchObject({ status: 'succeeded', output: { changed: false } });
    expect(end.artifacts).not.toHaveProperty('diff');
    checkTranscript(end.events);
    if (!hasModel) return;
    expect(end.events.filter(isToolStart)).toHaveLength(2);
    expect(end.events).toContainEqual(expect.objectContaining({ type: 'tool', phase: 'end', text: expect.stringMatching(/^denied\b/) }));
  });

  /** Two repositories of the same file; of the second only that may be changed. */
  const both = (lib: string) => (url: string) => ({
    repository: { url, ref: null, folder: 'shop' }, checks: ['grep -E "new|old" a.txt'],
    others: [{ url: lib, ref: null, folder: 'lib', setup: '', checks: ['test -e package.json'], allowedPaths: [['a.txt']] }],
  });
  /** A recipe is followed in each; a model has both before it. */
  const inBoth = (command: string) => shell(hasModel ? `for name in shop lib; do (cd $name; ${command}); done` : command);

  test('works in several repositories at once: one change with a part for each, guarded by the checks of each', async () => {
    using lib = testRepository({ 'a.txt': 'old\n', 'package.json': '{}' });
    await using run = await contest(contestant, { steps: [{ use: inBoth('echo new > a.txt') }, { say: 'Changed.' }], workIn: both(lib.url) });
    const end = await run.done;
    expect(end).toMatchObject({ status: 'succeeded', output: { changed: true, stats: { filesChanged: 2 }, repositories: [{ folder: 'shop', changed: true }, { folder: 'lib', changed: true }] } });
    expect(end.output?.checks.after.map(({ command, outcome }) => [command, outcome])).toEqual([['shop: grep -E "new|old" a.txt', 'passed'], ['lib: test -e package.json', 'passed']]);
    expect(end.artifacts['diff']).toMatch(/^diff --git a\/shop\/a\.txt b\/shop\/a\.txt[^]*-old\n\+new\ndiff --git a\/lib\/a\.txt b\/lib\/a\.txt[^]*-old\n\+new\n$/);
    checkTranscript(end.events);
  });

  // What looks at the files and runs the checks does not know who has changed them: one with a model is enough.
  if (hasModel && contestant.provider !== 'claude') return;

  test('fixes a bug of a real repository: the check that failed passes', async () => {
    const fix = `find src -name '*.js' -exec sed -i 's/Math.floor(\\([a-zA-Z.]*\\) \\* 100)/Math.round(\\1 * 100)/' {} +`;
    const steps = [{ say: 'I look.', use: shell('grep -rn Math.floor src') }, { use: shell(`${fix}; node --test`) }, { say: 'Fixed.' }];
    await using run = await contest(contestant, { folder: PRICE_CALCULATOR, work: { mode: 'bugfix', checks: ['node --test'] }, steps });
    const end = await run.done;
    expect(end).toMatchObject({ status: 'succeeded', output: { stats: { filesChanged: 3, insertions: 4, deletions: 4 }, checks: { before: [{ outcome: 'failed' }], after: [{ outcome: 'passed' }] } } });
    checkTranscript(end.events);
  });

  test('changes of each repository only what may be changed there', async () => {
    using lib = testRepository({ 'a.txt': 'old\n', 'package.json': '{}' });
    await using run = await contest(contestant, { steps: [{ use: inBoth('echo x > b.txt') }, { say: 'Changed.' }], workIn: both(lib.url) });
    expect(await run.done).toMatchObject({ status: 'failed', code: 'path_not_allowed', message: expect.stringMatching(/change:\nb\.txt\n/) });
  });

  if (!hasModel) return;

  test('puts nothing in the place of a repository that leads out of the workspace', async () => {
    using lib = testRepository({ 'a.txt': 'old\n', 'package.json': '{}' });
    const attack = 'mv lib away && ln -s /etc lib || echo refused';
    await using run = await contest(contestant, { steps: [{ use: shell(attack) }, { use: shell(waitFor('/workspace/go')) }, { say: 'Changed.' }], workIn: both(lib.url) });
    await run.told((event) => event.type === 'tool' && event.phase === 'output' && /Read-only file system|resource busy/.test(event.text) && event.text.includes('refused'));
    expect(lstatSync(join(run.tree, 'lib')).isDirectory()).toBe(true);
    // The agent cannot do it; if anything else can, what is read afterwards is not what the link leads to.
    renameSync(join(run.tree, 'lib'), join(run.tree, 'away'));
    symlinkSync('/etc', join(run.tree, 'lib'));
    await run.release('go');
    expect(await run.done).toMatchObject({ status: 'failed', code: 'diff_failed', artifacts: {} });
  });
});
