import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFindings } from './read-findings.ts';

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'lime-tree-'));
  mkdirSync(join(tree, 'src'));
  mkdirSync(join(tree, '.git'));
  writeFileSync(join(tree, 'src', 'a.ts'), 'one\ntwo\nthree');
  writeFileSync(join(tree, 'empty'), '');
  symlinkSync('/etc/passwd', join(tree, 'link'));
});
afterEach(() => rmSync(tree, { recursive: true }));

const block = (value: unknown) => `Words.\n\`\`\`json\n${typeof value === 'string' ? value : JSON.stringify(value)}\n\`\`\`\n`;
const comment = (path: string, line = 1, lines = 1) => ({ path, line, lines, text: `about ${path}:${line}` });
const review = (comments: unknown[]) => block({ verdict: 'request_changes', summary: 'Hm', comments });

describe('a review', () => {
  test('keeps the comments on lines that are there, and says which it left out', async () => {
    const kept = [comment('src/a.ts', 3), comment('./src/a.ts', 2, 2), comment('/workspace/src/a.ts', 1), comment('empty', 1, 0)];
    const dropped = [comment('src/a.ts', 4), comment('src/a.ts', 3, 2), comment('src'), comment('gone.ts'), comment('link'), comment('../../../etc/passwd'), comment('/etc/passwd'), comment('.git/config')];
    const read = await readFindings('review', review([...kept, ...dropped]), tree);
    if (!read.ok || read.findings.mode !== 'review') throw new Error('unreachable');
    expect(read.findings.review.comments.map(({ path, line, lines, suggestion }) => [path, line, lines, suggestion])).toEqual([['src/a.ts', 3, 1, null], ['src/a.ts', 2, 2, null], ['src/a.ts', 1, 1, null], ['empty', 1, 0, null]]);
    for (const { text } of dropped) expect(read.notes.join()).toContain(text);
  });

  test('shows the first 500 comments and counts the others', async () => {
    const read = await readFindings('review', review(Array.from({ length: 510 }, () => comment('src/a.ts'))), tree);
    expect(read).toMatchObject({ ok: true, findings: { review: { omitted: 10 } } });
  });
});

test('a plan keeps its tickets in order, without paths that are not there', async () => {
  const tickets = [{ title: 'First', paths: ['src/a.ts', 'src/', 'new.ts'] }, { title: 'Second', description: 'Then this', dependsOn: [1, 1, 2, 7, -1] }];
  const read = await readFindings('plan', block({ summary: 'Two steps', tickets }), tree);
  expect(read).toMatchObject({ ok: true, findings: { plan: { tickets: [{ title: 'First', description: '', paths: ['src/a.ts', 'src'] }, { title: 'Second', paths: [], dependsOn: [1] }] } } });
  expect(read.ok && read.notes).toEqual([expect.stringContaining('new.ts')]);
});

test('the last block counts, and a bare object will do', async () => {
  const good = { verdict: 'approve', summary: 'Fine' };
  const accepted = [`${block({ an: 'example' })}\n${block(good)}And that is all.`, JSON.stringify(good), `1. So:\n   \`\`\`json\n   ${JSON.stringify(good)}\n   \`\`\``, block(good).replaceAll('\n', '\r\n')];
  for (const answer of accepted) expect(await readFindings('review', answer, tree)).toMatchObject({ ok: true, findings: { review: good } });
});

test.each([
  ['', 'no ```json block'],
  ['Looks good to me.', 'no ```json block'],
  [block('{ "verdict": '), 'not valid JSON'],
  [block({ verdict: 'maybe', summary: 'x' }), '`verdict`'],
  [block({ verdict: 'approve', summary: '' }), '`summary`'],
  [block({ verdict: 'approve', summary: 'x', comments: [{ path: 'a', line: 0, text: 'x' }] }), '`comments.0.line`'],
  [block([1]), '`the block`'],
])('%j is no review, and why is said', async (answer, why) => {
  expect(await readFindings('review', answer, tree)).toMatchObject({ ok: false, message: expect.stringContaining(why) });
});
