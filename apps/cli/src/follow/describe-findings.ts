import { type ArtifactView, PlanContent, ReviewContent } from '@lime/contracts';
import type { Client } from '../client/client.ts';
import type { Paint } from '../terminal/paint.ts';
import { printable, printableLine } from '../terminal/printable.ts';

/** What a review or a plan among the artifacts says, for people; empty when there is none. */
export async function describeFindings(client: Client, artifacts: ArtifactView[], paint: Paint): Promise<string> {
  const artifact = artifacts.findLast(({ kind, superseded }) => (kind === 'review' || kind === 'plan') && !superseded);
  if (!artifact) return '';
  const content: unknown = await (await client.readArtifact({ id: artifact.id })).json().catch(() => null);
  if (artifact.kind === 'plan') {
    const plan = PlanContent.safeParse(content);
    return plan.success ? describePlan(plan.data, paint) : '';
  }
  const review = ReviewContent.safeParse(content);
  return review.success ? describeReview(review.data, paint) : '';
}

function describeReview({ verdict, summary, comments, omitted }: ReviewContent, paint: Paint): string {
  const head = verdict === 'approve' ? paint.green('approve') : paint.yellow('request changes');
  const lines = comments.map(({ path, line, text, suggestion }) => `  ${paint.bold(`${printableLine(path)}:${line}`)}\n${indent(printable(text))}${suggestion === null ? '' : indent(paint.green(printable(suggestion)))}`);
  const more = omitted > 0 ? `  … and ${omitted} more comments\n` : '';
  return `\n${paint.bold('review')}  ${head}\n${indent(printable(summary))}${lines.join('')}${more}`;
}

function describePlan({ summary, tickets }: PlanContent, paint: Paint): string {
  const lines = tickets.map(({ title, description }, index) => `  ${paint.bold(`${index + 1}. ${printableLine(title)}`)}\n${indent(printable(description))}`);
  return `\n${paint.bold('plan')}\n${indent(printable(summary))}${lines.join('')}`;
}

function indent(text: string): string {
  return text.trim() === '' ? '' : `${text.trim().split('\n').map((line) => `     ${line}`).join('\n')}\n`;
}
