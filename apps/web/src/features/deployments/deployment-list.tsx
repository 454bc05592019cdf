import type { DeploymentView } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { buttonClass } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { FilterChip } from '../../components/filter-chip.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { Status, type Tone } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { usePages } from '../../lib/use-pages.ts';
import { useChoices } from '../../keep/references.ts';
import { Section } from '../../components/section.tsx';

const marks: Record<DeploymentView['status'], { words: string; tone: Tone }> = {
  preparing: { words: 'Preparing', tone: 'live' },
  waiting_approval: { words: 'Needs approval', tone: 'ask' },
  deploying: { words: 'Deploying', tone: 'live' },
  succeeded: { words: 'Succeeded', tone: 'ok' },
  rendered: { words: 'Shown, not applied', tone: 'ok' },
  refused: { words: 'Refused', tone: 'idle' },
  failed: { words: 'Failed', tone: 'bad' },
  cancelled: { words: 'Cancelled', tone: 'idle' },
  unknown: { words: 'Outcome unknown', tone: 'ask' },
};

/** What was deployed, the newest first. */
export function DeploymentList() {
  const [projectId, setProjectId] = useState<string | null>(null);
  const projects = useChoices('projectId');
  const deployments = usePages({ key: ['deployments', projectId], every: 5_000, read: (cursor, options) => api.listDeployments({ query: { limit: 30, ...(projectId === null ? {} : { projectId }), ...cursor } }, options) });
  return (
    <Section title="Deployments" text="Each is a run: what it does is shown and approved there.">
      <div role="group" aria-label="Filters of deployments" className="flex flex-wrap gap-2">
        <FilterChip name="Project" value={projectId} choices={projects ?? []} onChange={setProjectId} />
      </div>
      <PagesList pages={deployments} label="Loading the deployments" empty={<NothingYet>Nothing was deployed yet.</NothingYet>}>
        {(items) => (
          <DataTable
            label="Deployments"
            rows={items}
            actions={({ runId, status, target }) => (
              <Link to="/runs/$runId" params={{ runId }} className={buttonClass(status === 'waiting_approval' ? 'primary' : 'secondary', true)} aria-label={`Run of the deployment to ${target}`}>
                {status === 'waiting_approval' ? 'Review' : 'Look'}
              </Link>
            )}
            columns={[
              { name: 'To', cell: ({ target, rollbackTo, note }) => <>{target}{rollbackTo === null ? '' : <span className="font-normal text-muted"> back to {rollbackTo}</span>}{note === '' ? null : <span className="line-clamp-1 text-[13px] font-normal text-muted">{note}</span>}</> },
              { name: 'State', cell: ({ status, error }) => <><Status {...marks[status]} pill live={marks[status].tone === 'live'} />{error === null ? null : <span className="mt-1 line-clamp-2 text-bad">{error.message}</span>}</> },
              { name: 'What', cell: ({ sha, ref }) => <code className="font-mono text-xs">{[ref, sha?.slice(0, 8)].filter(Boolean).join(' ') || '–'}</code> },
              { name: 'By', minor: true, cell: ({ requestedByName }) => requestedByName ?? '–' },
              { name: 'When', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
            ]}
          />
        )}
      </PagesList>
    </Section>
  );
}
