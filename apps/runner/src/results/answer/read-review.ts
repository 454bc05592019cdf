import { z } from 'zod';
import { describeMisfit } from './describe-misfit.ts';
import { viewTree } from './view-tree.ts';
import type { FindingsRead } from './findings-read.ts';

const mostComments = 500;

const Comment = z.object({
  path: z.string().min(1),
  line: z.int().positive(),
  lines: z.int().nonnegative().default(1),
  text: z.string().trim().min(1).max(8_000),
  suggestion: z.string().max(8_000).nullable().default(null),
});
type Comment = z.infer<typeof Comment>;

const ReviewAnswer = z.object({
  verdict: z.enum(['approve', 'request_changes']),
  summary: z.string().trim().min(1).max(20_000),
  comments: z.array(Comment).default([]),
});

/** Takes a model's review. Comments on lines that are not there are left out, and said: nobody could show them. */
export async function readReview(value: unknown, tree: string): Promise<FindingsRead> {
  const parsed = ReviewAnswer.safeParse(value);
  if (!parsed.success) return { ok: false, message: describeMisfit(parsed.error) };
  const view = viewTree(tree);
  const comments: Comment[] = [];
  const dropped: string[] = [];
  for (const comment of parsed.data.comments) {
    const found = await view.find(comment.path);
    const fits = found?.kind === 'file' && comment.line + Math.max(1, comment.lines) - 1 <= Math.max(1, found.lines);
    if (fits) comments.push({ ...comment, path: found.path });
    else dropped.push(`${comment.path}:${comment.line} ${comment.text}`);
  }
  const omitted = Math.max(0, comments.length - mostComments);
  const review = { verdict: parsed.data.verdict, summary: parsed.data.summary, comments: comments.slice(0, mostComments), omitted };
  const notes = dropped.length === 0 ? [] : [`Left out of the review, because the repository has no such lines:\n${dropped.join('\n')}`];
  return { ok: true, findings: { mode: 'review', review }, notes };
}
