import { MergeMethod, type PullRequestDetail } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ExternalLink, GitMerge, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonClass } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../components/dialog.tsx';
import { Field, Select } from '../../components/field.tsx';
import { MarkdownText } from '../../components/markdown.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { Switch } from '../../components/switch.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { wordsOf } from '../../lib/words.ts';
import { ChecksMark, ReviewMark } from './pull-request-marks.tsx';

const renews = [['pull-requests'], ['pull-request']];

/** A pull request, what was said about it, and merging it. */
export function PullRequestDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const pull = useQuery({ queryKey: ['pull-request', id], queryFn: ({ signal }) => api.readPullRequest({ id }, { signal }), refetchInterval: 10_000 });
  const refresh = useChange({ renews, change: () => api.refreshPullRequest({ id }) });
  const may = useMay('gate.decide');
  const [merging, setMerging] = useState(false);
  return (
    <Dialog wide open onClose={onClose} title={pull.data?.title ?? 'Pull request'} {...(pull.data === undefined ? {} : { description: `${pull.data.repository} #${pull.data.number}: ${pull.data.headRef} into ${pull.data.baseRef}` })}>
      <DialogBody>
        {pull.error ? <ProblemNote error={pull.error} onRetry={() => void pull.refetch()} /> : pull.data === undefined ? <SkeletonList count={3} label="Loading the pull request" /> : <Facts pull={pull.data} />}
        {refresh.error ? <ProblemNote error={refresh.error} /> : null}
        {pull.data !== undefined && merging ? <Merge pull={pull.data} onClose={() => setMerging(false)} /> : null}
      </DialogBody>
      <DialogFooter>
        <Button className="mr-auto" busy={refresh.isPending} onClick={() => refresh.mutate(undefined)}>
          <RefreshCw size={15} aria-hidden /> Ask the forge
        </Button>
        {pull.data === undefined ? null : (
          <a href={pull.data.url} target="_blank" rel="noreferrer noopener" className={buttonClass()}>
            <ExternalLink size={15} aria-hidden /> At the forge
          </a>
        )}
        {pull.data?.state === 'open' && may && !merging ? (
          <Button look="primary" onClick={() => setMerging(true)}>
            <GitMerge size={15} aria-hidden /> Merge…
          </Button>
        ) : null}
      </DialogFooter>
    </Dialog>
  );
}

function Facts({ pull: { state, reviewState, checksState, headSha, feedback } }: { pull: PullRequestDetail }) {
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-[13px]">
        <dt className="text-faint">State</dt>
        <dd>{wordsOf(state)}</dd>
        <dt className="text-faint">Review</dt>
        <dd><ReviewMark state={reviewState} /></dd>
        <dt className="text-faint">Checks</dt>
        <dd><ChecksMark state={checksState} /></dd>
        <dt className="text-faint">Commit</dt>
        <dd className="font-mono text-xs leading-5">{headSha.slice(0, 12)}</dd>
      </dl>
      {feedback.length === 0 ? null : (
        <ul aria-label="What was said" className="flex flex-col divide-y divide-line rounded-xl border border-line">
          {feedback.map(({ id, author, kind, body, createdAt }) => (
            <li key={id} className="px-3.5 py-2.5">
              <p className="mb-1 text-[13px] text-muted">
                <span className="font-medium text-ink">{author}</span> {kind === 'checks_failed' ? 'failed' : kind === 'review' ? 'reviewed' : 'commented'} <TimeAgo at={createdAt} />
              </p>
              <MarkdownText text={body} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const methods: Record<MergeMethod, string> = { merge: 'Merge commit', squash: 'Squash into one commit', rebase: 'Rebase' };

function whatIsAgainst({ reviewState, checksState }: PullRequestDetail): string | null {
  if (reviewState === 'changes_requested') return 'A reviewer asks for changes';
  return checksState === 'failed' ? 'Its checks have failed' : checksState === 'pending' ? 'Its checks have not ended' : null;
}

/** Asks how, and once more. The merge is an effect of a run of its own, which is opened then. */
function Merge({ pull, onClose }: { pull: PullRequestDetail; onClose: () => void }) {
  const navigate = useNavigate();
  const [method, setMethod] = useState<MergeMethod>('merge');
  const [force, setForce] = useState(false);
  const [asking, setAsking] = useState(false);
  const mayForce = useMay('project.manage');
  const merge = useChange({ shownInPlace: true, renews, change: () => api.mergePullRequest({ id: pull.id, body: { method, force, headSha: pull.headSha } }) });
  const against = whatIsAgainst(pull);
  return (
    <div className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4">
      <Field label="How to merge">
        {(ids) => (
          <Select {...ids} value={method} onChange={(event) => setMethod(MergeMethod.parse(event.target.value))}>
            {MergeMethod.options.map((option) => (
              <option key={option} value={option}>
                {methods[option]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {against !== null && mayForce ? <Switch checked={force} onChange={setForce} hint={against}>Merge all the same</Switch> : null}
      {merge.error ? <ProblemNote error={merge.error} /> : null}
      <div className="flex gap-2">
        <Button look="primary" busy={merge.isPending} onClick={() => setAsking(true)}>
          Merge into {pull.baseRef}
        </Button>
        <Button onClick={onClose}>Not now</Button>
      </div>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} title={`Merge into ${pull.baseRef}?`} confirm="Merge" cancel="Not now" onConfirm={() => merge.mutate(undefined, { onSuccess: (run) => void navigate({ to: '/runs/$runId', params: { runId: run.id } }) })}>
        {pull.repository} #{pull.number} is merged exactly as it is at {pull.headSha.slice(0, 12)}. If something was pushed meanwhile, it is refused.
      </ConfirmDialog>
    </div>
  );
}
