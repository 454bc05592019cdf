import { ChevronRight } from 'lucide-react';
import { lazy, memo, Suspense } from 'react';
import { Skeleton } from '../../../components/skeleton.tsx';
import { cx } from '../../../lib/class-names.ts';
import { fileAnchor } from './file-list.tsx';
import { hasLines, isGenerated } from './opening.ts';
import { Counts } from './counts.tsx';
import type { PlacedComment } from './review-comment.tsx';
import type { PatchFile } from './split-patch.ts';

const FileHunks = lazy(() => import('./file-hunks.tsx').then((module) => ({ default: module.FileHunks })));

type DiffFileProps = { file: PatchFile; comments: readonly PlacedComment[]; split: boolean; open: boolean; onToggle: (path: string, open: boolean) => void };

/** One file of the change: its name always, its lines while it is open. */
export const DiffFile = memo(function DiffFile({ file, comments, split, open, onToggle }: DiffFileProps) {
  const note = noteOf(file);
  return (
    <section id={fileAnchor(file.path)} aria-label={file.path} className="scroll-mt-2 overflow-clip rounded-xl border border-line bg-surface">
      <button
        type="button"
        aria-expanded={open}
        disabled={!hasLines(file)}
        onClick={() => onToggle(file.path, !open)}
        className={cx('sticky top-0 z-10 flex min-h-10 w-full items-center gap-2.5 rounded-t-xl bg-surface px-3 py-1.5 text-left focus-visible:outline-offset-[-2px] enabled:hover:bg-hover', open && 'border-b border-line')}
      >
        <ChevronRight size={15} aria-hidden className={cx('shrink-0 text-faint transition-transform', open && 'rotate-90', !hasLines(file) && 'invisible')} />
        <span className="min-w-0 flex-1 font-mono text-[12.5px] [overflow-wrap:anywhere]">
          {file.oldPath === null ? null : <span className="text-muted">{file.oldPath} → </span>}
          {file.path}
        </span>
        {comments.length === 0 ? null : <span className="shrink-0 rounded-full bg-info-soft px-2 text-xs text-info">{comments.length === 1 ? '1 comment' : `${comments.length} comments`}</span>}
        {note === null ? null : <span className="shrink-0 text-xs text-faint">{note}</span>}
        <Counts insertions={file.insertions} deletions={file.deletions} />
      </button>
      {open && hasLines(file) ? (
        <Suspense fallback={<Skeleton className="m-3 h-24" />}>
          <FileHunks file={file} split={split} comments={comments} />
        </Suspense>
      ) : null}
      {open && file.cut ? <p className="border-t border-line bg-warn-soft px-4 py-2.5 text-[13px]">The preview ends within this file.</p> : null}
    </section>
  );
});

function noteOf(file: PatchFile): string | null {
  if (file.binary) return file.kind === 'modified' ? 'binary, changed' : `binary, ${file.kind}`;
  if (file.mode !== null) return `mode ${file.mode}`;
  if (isGenerated(file)) return 'generated';
  return file.kind === 'modified' ? null : hasLines(file) || file.kind === 'renamed' || file.kind === 'copied' ? file.kind : `${file.kind}, empty`;
}
