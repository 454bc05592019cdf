import type { Given } from '@lime/contracts';
import { FileText } from 'lucide-react';
import { TimeAgo } from '../../components/time-ago.tsx';

/** The comments and files of its ticket that the agent was given when the run began. */
export function GivenSection({ given: { comments, files } }: { given: Given }) {
  return (
    <>
      <h2 className="mb-1.5 text-[13px] font-semibold">Given to the agent</h2>
      {files.length === 0 ? null : (
        <ul className="mb-1.5 flex flex-col gap-1">
          {files.map(({ name, size }) => (
            <li key={name} className="flex gap-2 text-[13px]">
              <FileText size={14} aria-hidden className="mt-[3px] shrink-0 text-faint" />
              <span className="min-w-0 font-mono text-xs leading-5 [overflow-wrap:anywhere]">
                {name} <span className="font-sans text-faint">· {size.toLocaleString('en-US')} bytes</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {comments.said.length === 0 ? null : (
        <details>
          <summary className="text-[13px] text-muted">
            {comments.said.length} {comments.said.length === 1 ? 'comment' : 'comments'} of the ticket{comments.leftOut > 0 ? `, without ${comments.leftOut} earlier ones` : ''}
          </summary>
          <ol className="mt-1.5 flex max-h-80 flex-col gap-2 overflow-y-auto">
            {comments.said.map(({ author, at, text }, index) => (
              // Nothing else tells two comments of the same moment apart, and they never change.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index} className="text-xs">
                <p className="text-faint">
                  {author} · <TimeAgo at={at} />
                </p>
                <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</p>
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
