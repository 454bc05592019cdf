import { PullRequestState, type PullRequestView } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { FilterChip } from '../../components/filter-chip.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { Status, type Tone } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { usePages } from '../../lib/use-pages.ts';
import { wordsOf } from '../../lib/words.ts';
import { useChoices } from '../../keep/references.ts';
import { PullRequestDialog } from './pull-request-dialog.tsx';
import { ChecksMark, ReviewMark } from './pull-request-marks.tsx';

const tones: Record<PullRequestView['state'], Tone> = { open: 'live', merged: 'ok', closed: 'idle' };

/** What waits at forges to be looked at and merged. */
export function PullRequestsPage() {
  usePageTitle('Pull requests');
  const [state, setState] = useState<PullRequestView['state'] | null>('open');
  const [projectId, setProjectId] = useState<string | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const projects = useChoices('projectId');
  const pulls = usePages({
    key: ['pull-requests', state, projectId],
    every: 10_000,
    read: (cursor, options) => api.listPullRequests({ query: { limit: 50, ...(state === null ? {} : { state }), ...(projectId === null ? {} : { projectId }), ...cursor } }, options),
  });
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-4 px-4 pt-3 pb-10 sm:px-6">
      <header className="flex flex-wrap items-center gap-3">
        <h1 className="mr-auto text-lg font-semibold tracking-tight">Pull requests</h1>
        <FilterChip name="State" value={state} choices={PullRequestState.options.map((option) => ({ value: option, name: wordsOf(option) }))} onChange={(value) => setState(PullRequestState.nullable().parse(value))} />
        <FilterChip name="Project" value={projectId} choices={projects ?? []} onChange={setProjectId} />
      </header>
      <PagesList pages={pulls} label="Loading the pull requests" empty={<NothingYet>{state === null ? 'None yet. A project whose approved changes become pull requests says so in its settings, under “After approval”.' : `No pull request is ${state}.`}</NothingYet>}>
        {(items) => <PullRequestTable pulls={items} onOpen={setOpenId} />}
      </PagesList>
      {openId === null ? null : <PullRequestDialog id={openId} onClose={() => setOpenId(null)} />}
    </div>
  );
}

function PullRequestTable({ pulls, onOpen }: { pulls: PullRequestView[]; onOpen: (id: string) => void }) {
  return (
    <DataTable
      label="Pull requests"
      rows={pulls}
      actions={(pull) => <Button small onClick={() => onOpen(pull.id)} aria-label={`Open ${pull.title}`}>{pull.state === 'open' ? 'Review' : 'Look'}</Button>}
      columns={[
        {
          name: 'Pull request',
          cell: ({ title, repository, number, url, runId }) => (
            <>
              <a href={url} target="_blank" rel="noreferrer noopener" className="hover:underline">{title}</a>
              <span className="block text-[13px] font-normal text-muted">
                {repository} #{number}
                {runId === null ? '' : <> · <Link to="/runs/$runId" params={{ runId }} className="hover:underline">run {runId}</Link></>}
              </span>
            </>
          ),
        },
        { name: 'State', cell: ({ state }) => <Status tone={tones[state]} words={wordsOf(state)} pill /> },
        { name: 'Review', cell: ({ reviewState }) => <ReviewMark state={reviewState} /> },
        { name: 'Checks', cell: ({ checksState }) => <ChecksMark state={checksState} /> },
        { name: 'Changed', cell: ({ updatedAt }) => <TimeAgo at={updatedAt} /> },
      ]}
    />
  );
}
