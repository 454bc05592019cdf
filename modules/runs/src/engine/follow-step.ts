import { type AgentOutput, type AgentWork, Provider, ReviewContent, type WorkflowStep, type WorkOrigin } from '@lime/contracts';
import { parseJson } from '@lime/kernel';
import type { RunsContext } from '../context.ts';
import { digestTranscript } from '../queries/digest-transcript.ts';
import { latestArtifact } from '../sql/gates.ts';
import { readStepContent } from '../sql/step-origin.ts';
import type { HeldRun } from './held-run.ts';

type Follows = NonNullable<Extract<WorkflowStep, { kind: 'agent' }>['follows']>;

/** Characters of a review that an agent is told. */
const reviewChars = 60_000;

/** What a step starts from that takes up, or judges, the change of an earlier step of the same run. A reviewer gets no session: it is to judge by itself. */
export async function followStep(ctx: Pick<RunsContext, 'db' | 'blobs'>, { lease: { tenantId, runId } }: HeldRun, { step, as, review }: Follows, provider: unknown): Promise<WorkOrigin> {
  const { patch, session, digest, asked } = await ctx.db.read(tenantId, async (tx) => ({
    ...(await readStepContent(tx, runId, step, as === 'continuation' ? Provider.safeParse(provider).data ?? null : null)),
    digest: await digestTranscript(tx, runId),
    asked: review === undefined ? null : await latestArtifact(tx, runId, review, 'review'),
  }));
  const bytes = asked && (await ctx.blobs.get(tenantId, asked.sha256));
  return { runId: String(runId), as, patch, session, digest, said: bytes ? tellReview(bytes) : null };
}

/**
 * The work as it is done on the commits that an earlier step was done on, whatever has become of the branch meanwhile:
 * what that step made fits there, and the lines of a review are those of the diff that people see.
 */
export function onBaseOf(work: AgentWork, { baseSha, repositories = [] }: Pick<AgentOutput, 'baseSha' | 'repositories'>): AgentWork {
  const others = work.others.map((other) => ({ ...other, ref: repositories.find(({ folder }) => folder === other.folder)?.baseSha ?? other.ref }));
  return { ...work, repository: { ...work.repository, ref: baseSha }, others };
}

/** A review in words; what is no review is told as it is. */
function tellReview(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  const parsed = ReviewContent.safeParse(parseJson(text));
  if (!parsed.success) return text.slice(0, reviewChars);
  const { summary, comments, omitted } = parsed.data;
  const lines = comments.map((comment) => `- ${comment.path}:${comment.line}: ${comment.text}${comment.suggestion === null ? '' : `\n  Suggested instead:\n${comment.suggestion.replace(/^/gm, '  ')}`}`);
  return [summary, ...lines, ...(omitted > 0 ? [`… and ${omitted} more comments`] : [])].join('\n').slice(0, reviewChars);
}
