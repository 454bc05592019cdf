import type { ArtifactView } from '@lime/contracts';
import { Columns2, Download, Rows2 } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { Button, buttonClass } from '../../../components/button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ProblemNote } from '../../../components/problem-note.tsx';
import { SkeletonList } from '../../../components/skeleton.tsx';
import { size } from '../../../lib/size.ts';
import { useMedia } from '../../../lib/use-media.ts';
import type { Review } from '../find-reviews.ts';
import { downloadUrl, mostShown, useArtifactText } from '../get-artifact-text.ts';
import { Counts } from './counts.tsx';
import { DiffFile } from './diff-file.tsx';
import { FileList, fileAnchor } from './file-list.tsx';
import { openedAtFirst } from './opening.ts';
import { type PlacedComment, ReviewComment } from './review-comment.tsx';
import { ReviewSummary } from './review-summary.tsx';
import { splitPatch } from './split-patch.ts';

type DiffViewProps = { artifact: ArtifactView; reviews: readonly Review[] };

/** The change that a run made, file by file, with what reviewers said at its lines. */
export function DiffView({ artifact, reviews }: DiffViewProps) {
  const [whole, setWhole] = useState(false);
  const content = useArtifactText(artifact, whole);
  if (content.error) return <ProblemNote error={content.error} onRetry={() => void content.refetch()} />;
  if (content.data === undefined) return <SkeletonList count={4} label="Loading the change" className="h-28" />;
  return (
    <div className="flex flex-col lg:h-full">
      {content.data.truncated ? <Truncated artifact={artifact} loading={content.isFetching} onLoadAll={() => setWhole(true)} /> : null}
      <Files key={artifact.id} artifact={artifact} patch={content.data.text} truncated={content.data.truncated} reviews={reviews} />
    </div>
  );
}

function Truncated({ artifact, loading, onLoadAll }: { artifact: ArtifactView; loading: boolean; onLoadAll: () => void }) {
  return (
    <div role="status" className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl bg-warn-soft px-4 py-2.5 text-[13px]">
      <p className="min-w-0 flex-1">This is only the beginning of a change of {size(artifact.size)}. Read all of it before you approve.</p>
      {artifact.size <= mostShown ? (
        <Button small busy={loading} onClick={onLoadAll}>
          {loading ? 'Loading…' : 'Load all of it'}
        </Button>
      ) : null}
      <a href={downloadUrl(artifact)} download className={buttonClass('secondary', true)}>
        <Download size={14} aria-hidden /> Download
      </a>
    </div>
  );
}

function Files({ artifact, patch, truncated, reviews }: DiffViewProps & { patch: string; truncated: boolean }) {
  const files = useMemo(() => splitPatch(patch, truncated), [patch, truncated]);
  const atFirst = useMemo(() => openedAtFirst(files), [files]);
  const comments = useMemo(() => commentsByPath(reviews), [reviews]);
  const apart = [...comments].filter(([path]) => files.every((file) => file.path !== path)).flatMap(([, said]) => said);
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const wide = useMedia('(min-width: 1024px)');
  const [chosen, setChosen] = useState<boolean | null>(null);
  const toggle = useCallback((path: string, open: boolean) => setChanged((before) => new Map(before).set(path, open)), []);
  const split = chosen ?? wide;
  const goTo = (path: string) => {
    toggle(path, true);
    // After the file has opened: its lines would push it away otherwise.
    requestAnimationFrame(() => document.getElementById(fileAnchor(path))?.scrollIntoView({ block: 'start' }));
  };

  if (files.length === 0) return <EmptyState title="Nothing was changed">The run came to an end without a change to any file.</EmptyState>;
  return (
    <div className="flex min-w-0 flex-col gap-4 lg:grid lg:min-h-0 lg:flex-1 lg:grid-cols-[16rem_minmax(0,1fr)] lg:grid-rows-[minmax(0,1fr)]">
      <details open={wide} className="min-w-0 rounded-xl border border-line bg-surface lg:max-h-[calc(100%-1.5rem)] lg:self-start lg:overflow-y-auto">
        <summary className="px-3 py-2 text-[13px] font-medium select-none">
          {files.length} {files.length === 1 ? 'file' : 'files'} <span aria-hidden> </span>
          <Counts insertions={sum(files.map((file) => file.insertions))} deletions={sum(files.map((file) => file.deletions))} />
        </summary>
        <div className="px-1 pb-2">
          <FileList files={files} onGo={goTo} />
        </div>
      </details>
      <div className="flex min-w-0 flex-col gap-3 pb-6 lg:overflow-y-auto">
        <div className="-mb-1 flex items-center justify-end gap-1.5">
          <a href={downloadUrl(artifact)} download className={`${buttonClass('ghost', true)} mr-auto`}>
            <Download size={14} aria-hidden /> Patch
          </a>
          <ViewChoice split={split} onChoose={setChosen} />
        </div>
        {reviews.map((review) => (
          <ReviewSummary key={review.runId} {...review} />
        ))}
        {apart.map((comment, index) => (
          <ReviewComment key={index} comment={comment} place={`${comment.path}:${comment.line}`} />
        ))}
        {files.map((file) => (
          <DiffFile key={file.path} file={file} comments={comments.get(file.path) ?? noComments} split={split} open={changed.get(file.path) ?? (atFirst.has(file.path) || comments.has(file.path))} onToggle={toggle} />
        ))}
      </div>
    </div>
  );
}

const noComments: readonly PlacedComment[] = [];

function commentsByPath(reviews: readonly Review[]): Map<string, PlacedComment[]> {
  return Map.groupBy(reviews.flatMap(({ runId, content }) => content.comments.map((comment) => ({ ...comment, runId }))), (comment) => comment.path);
}

function ViewChoice({ split, onChoose }: { split: boolean; onChoose: (split: boolean) => void }) {
  return (
    <div role="group" aria-label="How to show changes" className="flex gap-1">
      <Button small look={split ? 'secondary' : 'ghost'} aria-pressed={split} onClick={() => onChoose(true)}>
        <Columns2 size={14} aria-hidden /> Side by side
      </Button>
      <Button small look={split ? 'ghost' : 'secondary'} aria-pressed={!split} onClick={() => onChoose(false)}>
        <Rows2 size={14} aria-hidden /> Unified
      </Button>
    </div>
  );
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
