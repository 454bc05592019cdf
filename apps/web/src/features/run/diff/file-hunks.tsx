import 'react-diff-view/style/index.css';
import './file-hunks.css';
import { useMemo, useState } from 'react';
import { Decoration, Diff, Hunk, type HunkData, markEdits, tokenize } from 'react-diff-view';
import { Button } from '../../../components/button.tsx';
import { parseHunks } from './parse-hunks.ts';
import { placeComments } from './place-comments.ts';
import { type PlacedComment, ReviewComment } from './review-comment.tsx';
import type { PatchFile } from './split-patch.ts';

/** More lines than this are rendered only when asked for. */
const mostLines = 1_500;
const fewLines = 12;
/** Beyond this marking the changed words within lines takes longer than it helps. */
const mostMarkedBytes = 60_000;

const diffTypes = { added: 'add', deleted: 'delete', modified: 'modify', renamed: 'rename', copied: 'copy' } as const;

type FileHunksProps = { file: PatchFile; split: boolean; comments: readonly PlacedComment[]; /** A few lines, in the middle of other things. */ small?: boolean };

/** A file's changes, side by side or one below the other, and beside them what reviewers said. */
export function FileHunks({ file, split, comments, small = false }: FileHunksProps) {
  const most = small ? fewLines : mostLines;
  const [everything, setEverything] = useState(false);
  const { hunks, omitted } = useMemo(() => parseHunks(file.hunks, everything ? Number.POSITIVE_INFINITY : most), [file, everything, most]);
  const tokens = useMemo(() => (file.hunks.length > mostMarkedBytes ? null : tokenize(hunks, { enhancers: [markEdits(hunks, { type: 'block' })] })), [file, hunks]);
  const { byLine, elsewhere } = useMemo(() => placeComments(hunks, comments), [hunks, comments]);
  const widgets = Object.fromEntries([...byLine].map(([key, said]) => [key, <Comments key={key} comments={said} />]));
  // A file that is all new or all gone has nothing to stand beside it.
  const oneSided = file.kind === 'added' || file.kind === 'deleted';
  return (
    <div className="lime-diff overflow-x-auto">
      {elsewhere.map((comment, index) => (
        <ReviewComment key={index} comment={comment} place={`line ${comment.line}`} />
      ))}
      <Diff viewType={split && !oneSided ? 'split' : 'unified'} diffType={diffTypes[file.kind]} hunks={hunks} tokens={tokens} widgets={widgets} optimizeSelection>
        {(shown) => shown.flatMap((hunk) => [...(small && hunk === shown[0] ? [] : [<HunkHeading key={`heading-${hunk.content}`} hunk={hunk} />]), <Hunk key={hunk.content} hunk={hunk} />])}
      </Diff>
      {omitted > 0 ? (
        <div className="flex flex-wrap items-center gap-3 border-t border-line px-4 py-3 text-[13px] text-muted">
          {omitted.toLocaleString('en-US')} more lines are not shown.
          <Button small onClick={() => setEverything(true)}>
            Show all
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Comments({ comments }: { comments: PlacedComment[] }) {
  return comments.map((comment, index) => <ReviewComment key={index} comment={comment} />);
}

function HunkHeading({ hunk }: { hunk: HunkData }) {
  return (
    <Decoration>
      <div className="lime-diff-heading">{hunk.content}</div>
    </Decoration>
  );
}
