import { type ArtifactView, PlanContent, ReviewContent } from '@lime/contracts';
import { lazy, Suspense } from 'react';
import type { z } from 'zod';
import { MarkdownText } from '../../components/markdown.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Status } from '../../components/run-status.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { useArtifactText } from './get-artifact-text.ts';

const DiffView = lazy(() => import('./diff/diff-view.tsx').then((module) => ({ default: module.DiffView })));

/** Kinds of artifact that a person can be asked about. */
const titles: Record<string, string> = { diff: 'Changes', plan: 'Plan', review: 'Review' };

export function contentTitle(artifact: ArtifactView | undefined): string {
  return titles[artifact?.kind ?? ''] ?? 'Changes';
}

/** The artifact that the run is about: what is asked about now, or else its last change, plan or review. */
export function mainArtifact(artifacts: readonly ArtifactView[], askedAbout: string | undefined): ArtifactView | undefined {
  return artifacts.find((artifact) => artifact.id === askedAbout) ?? artifacts.findLast((artifact) => artifact.kind in titles);
}

export function ContentView({ artifact }: { artifact: ArtifactView }) {
  if (artifact.kind === 'plan') return <PlanView artifact={artifact} />;
  if (artifact.kind === 'review') return <ReviewView artifact={artifact} />;
  return (
    <Suspense fallback={<SkeletonList count={4} label="Loading the change" className="h-28" />}>
      <DiffView artifact={artifact} />
    </Suspense>
  );
}

/** An artifact's JSON as its schema says; anything else as it stands. */
function useContent<Schema extends z.ZodType>(artifact: ArtifactView, schema: Schema) {
  const text = useArtifactText(artifact, true);
  const parsed = text.data === undefined ? undefined : schema.safeParse(parseJson(text.data.text));
  return { error: text.error, retry: () => void text.refetch(), content: parsed?.data, raw: parsed?.success === false ? text.data?.text : undefined };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function Pending({ error, retry, raw }: { error: unknown; retry: () => void; raw: string | undefined }) {
  if (error) return <ProblemNote error={error} onRetry={retry} />;
  if (raw === undefined) return <SkeletonList count={3} label="Loading" className="h-16" />;
  return <pre className="overflow-auto rounded-xl border border-line bg-surface p-4 font-mono text-xs whitespace-pre-wrap">{raw}</pre>;
}

function PlanView({ artifact }: { artifact: ArtifactView }) {
  const { content, ...pending } = useContent(artifact, PlanContent);
  if (content === undefined) return <Pending {...pending} />;
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <MarkdownText text={content.summary} />
      <ol className="flex flex-col gap-3">
        {content.tickets.map((ticket, index) => (
          <li key={index} className="rounded-xl border border-line bg-surface px-4 py-3">
            <h2 className="font-medium">{ticket.title}</h2>
            <MarkdownText text={ticket.description} />
            {ticket.paths.length === 0 ? null : <p className="mt-1.5 font-mono text-xs text-faint [overflow-wrap:anywhere]">{ticket.paths.join(', ')}</p>}
          </li>
        ))}
      </ol>
    </div>
  );
}

function ReviewView({ artifact }: { artifact: ArtifactView }) {
  const { content, ...pending } = useContent(artifact, ReviewContent);
  if (content === undefined) return <Pending {...pending} />;
  const asks = content.verdict === 'request_changes';
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <div>
        <Status tone={asks ? 'ask' : 'ok'} words={asks ? 'Asks for changes' : 'Has nothing against it'} pill />
      </div>
      <MarkdownText text={content.summary} />
      <ul className="flex flex-col gap-3">
        {content.comments.map((comment, index) => (
          <li key={index} className="overflow-hidden rounded-xl border border-line bg-surface">
            <p className="border-b border-line px-4 py-2 font-mono text-xs text-muted [overflow-wrap:anywhere]">
              {comment.path}:{comment.line}
            </p>
            <div className="px-4 py-2.5">
              <MarkdownText text={comment.text} />
              {comment.suggestion === null ? null : <pre className="mt-2 overflow-x-auto rounded-lg bg-ok-soft px-3 py-2 font-mono text-xs leading-5">{comment.suggestion}</pre>}
            </div>
          </li>
        ))}
      </ul>
      {content.omitted > 0 ? <p className="text-[13px] text-muted">{content.omitted} more comments were left out.</p> : null}
    </div>
  );
}
