import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sha256Hex } from '@lime/kernel';
import { actAsRunner, type ActingRunner, agentOutput, agentStep } from '../testing/act-as-runner.ts';
import { openTestEngine, type TestEngine } from '../testing/open-test-engine.ts';

let engine: TestEngine;
let runner: ActingRunner;
beforeAll(async () => {
  engine = await openTestEngine();
  runner = await actAsRunner(engine);
});
afterAll(() => engine.close());

const header = (path: string) => `diff --git a/${path} b/${path}\n`;
const body = (path: string) => `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-a\n+b\n`;
const change = (path: string) => header(path) + body(path);

const others = [{ url: '/elsewhere', ref: null, folder: 'lib', allowedPaths: [['docs/**']] }];
const several = { repository: { ...agentStep.with.repository, folder: 'shop' }, others };

/** Claims a step that may change `src` alone, but `src/x`. */
async function claimed(work: object) {
  const spec = {
    key: 'guarded', title: 'Guarded',
    steps: [
      { id: 'work', ...agentStep, with: { ...agentStep.with, allowedPaths: [['src/**', '!src/x']], ...work } },
      { id: 'review', kind: 'gate', question: 'Apply?', artifact: { step: 'work', kind: 'diff' }, policy: { approvals: 1 } },
    ],
    output: {},
  };
  const runId = await engine.start(spec);
  await engine.reaches(runId, (detail) => detail.run.waitingOn === 'runner');
  const step = await runner.claim();
  if (!step) throw new Error('nothing to claim');
  return { runId, step };
}

async function artifactOf(patch: string, kind = 'diff') {
  const bytes = new TextEncoder().encode(patch);
  await engine.ctx.blobs.put(engine.tenantId, bytes);
  return { kind, name: 'changes.diff', mime: 'text/x-diff', sha256: sha256Hex(bytes), size: bytes.byteLength, metadata: { filesChanged: 1, insertions: 1, deletions: 0, files: [{ path: 'src/a', status: 'modified', binary: false, insertions: 1, deletions: 0 }] } };
}

async function handIn(patch: string, work: object = {}) {
  const { runId, step } = await claimed(work);
  await runner.finish(step, { status: 'succeeded', output: agentOutput, artifacts: [await artifactOf(patch)] });
  const { run, artifacts, gates } = await engine.reaches(runId, (detail) => detail.run.waitingOn === 'gate' || detail.run.status === 'failed');
  return { waits: run.waitingOn, error: run.error, kinds: artifacts.map(({ kind }) => kind), gates: gates.length };
}

test.each<[string, string, string, object]>([
  ['a change of another file', change('src/a') + change('secrets.txt'), 'may not change:\nsecrets.txt\n', {}],
  ['of a file that is excluded', change('src/x'), 'may not change:\nsrc/x\n', {}],
  ['a rename out of what is allowed', `${header('src/a')}similarity index 100%\nrename from src/a\nrename to secrets.txt\n`, 'cannot be read', {}],
  ['a rename into it', `${header('src/a')}similarity index 100%\nrename from secrets.txt\nrename to src/a\n`, 'cannot be read', {}],
  ['a name that git ends sooner than it seems to', change('src/x\ty'), 'cannot be read', {}],
  ["another repository's file below a header of what is allowed", header('shop/src/a') + body('lib/docs/secrets.txt'), 'cannot be read', several],
  ['a deletion', `${header('secrets.txt')}deleted file mode 100644\n--- a/secrets.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n`, 'secrets.txt', {}],
  ['a change of mode', `${header('run.sh')}old mode 100644\nnew mode 100755\n`, 'run.sh', {}],
  ['a link', `${header('link')}new file mode 120000\n--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file\n`, 'link', {}],
  ['a change without a header behind one that is allowed', change('src/a') + body('secrets.txt'), 'cannot be read', {}],
  ['bytes that are no change', 'anything', 'cannot be read', {}],
  ['what is allowed in another repository', change('lib/src/a'), 'may not change:\nsrc/a\n', several],
  ['a file beside the repositories', change('shop/src/a') + change('docs/a'), 'touches docs/a, which is in none', several],
])('does not reach people, whatever its runner says of it: %s', async (_, patch, message, work) => {
  expect(await handIn(patch, work)).toEqual({ waits: null, error: { code: 'path_not_allowed', message: expect.stringContaining(message) }, kinds: ['refused_diff'], gates: 0 });
});

test('what keeps to its paths is asked about', async () => {
  expect(await handIn(change('src/a'))).toMatchObject({ waits: 'gate', kinds: ['diff'] });
  expect(await handIn(change('shop/src/a') + change('lib/docs/b'), several)).toMatchObject({ waits: 'gate', kinds: ['diff'] });
  expect(await handIn('anything', { allowedPaths: null })).toMatchObject({ waits: 'gate', kinds: ['diff'] });
});

test('nor by the attempt before: what a failed one hands in is held back as well', async () => {
  const { runId, step } = await claimed({});
  await runner.finish(step, { status: 'failed', error: { code: 'oops', message: 'It broke.' }, retryable: false, artifacts: [await artifactOf(change('secrets.txt'))] });
  const { run, artifacts } = await engine.reaches(runId, (detail) => detail.run.status === 'failed');
  expect([run.error?.code, artifacts.map(({ kind }) => kind)]).toEqual(['oops', ['refused_diff']]);
});
