import { expect, test } from 'bun:test';
import { PlanContent, ReviewContent } from '@lime/contracts';
import { planContent } from './plan-content.ts';
import { readHunks } from './read-hunks.ts';
import { reviewContent } from './review-content.ts';

const patch = `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,6 +1,6 @@
 one
-two
-- a/three
+TWO
++++ b/THREE
 four
 five
-six
\\ No newline at end of file
+SIX
@@ -20,2 +20,3 @@ function x() {
 twenty
+between
 twenty-one
diff --git "a/caf\\303\\251.txt" "b/caf\\303\\251.txt"
new file mode 100644
index 0..1
--- /dev/null
+++ "b/caf\\303\\251.txt"
@@ -0,0 +1 @@
+hello
`;

test('hunks are read with the lines they had before, also where content looks like a header', () => {
  expect(readHunks(patch)).toEqual([
    { path: 'src/a.ts', line: 2, newLine: 2, removed: ['two', '- a/three'], added: ['TWO', '+++ b/THREE'] },
    { path: 'src/a.ts', line: 6, newLine: 6, removed: ['six'], added: ['SIX'] },
    { path: 'src/a.ts', line: 21, newLine: 21, removed: [], added: ['between'] },
    { path: 'café.txt', line: 1, newLine: 1, removed: [], added: ['hello'] },
  ]);
});

const file = (path: string) => ({ path, status: 'modified' as const, binary: false, insertions: 1, deletions: 1 });
const statsOf = (paths: string[]) => ({ filesChanged: paths.length, insertions: paths.length, deletions: paths.length, files: paths.map(file) });

test('a review comments on each place, and on files without lines', () => {
  const review = ReviewContent.parse(reviewContent('eslint', patch, statsOf(['src/a.ts', 'café.txt', 'logo.png'])));
  expect(review.verdict).toBe('request_changes');
  expect(review.comments.map(({ path, line, lines }) => [path, line, lines])).toEqual([['src/a.ts', 2, 2], ['src/a.ts', 6, 1], ['src/a.ts', 21, 0], ['café.txt', 1, 0], ['logo.png', 1, 0]]);
  expect(reviewContent('eslint', '', statsOf([]))).toMatchObject({ verdict: 'approve', comments: [] });
});

test('a plan is one ticket while small, and one a top folder when large', () => {
  expect(PlanContent.parse(planContent('prettier', 'Format', statsOf(['a.ts', 'b/c.ts']))).tickets.map((ticket) => ticket.title)).toEqual(['Format']);
  const many = statsOf([...Array.from({ length: 15 }, (_, index) => `web/${index}.ts`), ...Array.from({ length: 15 }, (_, index) => `api/${index}.ts`), 'x.ts']);
  expect(planContent('prettier', 'Format', many).tickets.map((ticket) => [ticket.title, ticket.paths.length])).toEqual([['Format: web', 15], ['Format: api', 15], ['Format: files at the top', 1]]);
});
