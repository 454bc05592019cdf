import { lazy, Suspense } from 'react';
import { Skeleton } from '../../../components/skeleton.tsx';
import { Counts } from '../diff/counts.tsx';
import type { ReadEdit } from '../diff/read-edit.ts';

const FileHunks = lazy(() => import('../diff/file-hunks.tsx').then((module) => ({ default: module.FileHunks })));

const noComments: [] = [];

/** What an edit changed, small, in the place where it was made. */
export function EditDiff({ edit: { files, omitted }, input }: { edit: ReadEdit; input: string }) {
  return (
    <div className="border-t border-line">
      {files.map((file) => (
        <section key={file.path} aria-label={`Edit of ${file.path}`} className="not-first:border-t not-first:border-line">
          {files.length === 1 && input.endsWith(file.path) ? null : (
            <p className="flex items-baseline gap-2 bg-sunken/60 px-3 py-1 font-mono text-xs text-muted">
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{file.path}</span>
              <Counts insertions={file.insertions} deletions={file.deletions} />
            </p>
          )}
          <Suspense fallback={<Skeleton className="m-3 h-16" />}>
            <FileHunks file={file} split={false} comments={noComments} small />
          </Suspense>
        </section>
      ))}
      {omitted > 0 ? <p className="border-t border-line px-4 py-2 text-[13px] text-muted">{omitted.toLocaleString('en-US')} more lines of this edit are not kept here; the run’s changes have them.</p> : null}
    </div>
  );
}
