import type { PipelineRunView } from '@lime/contracts';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { FilterChip } from '../../components/filter-chip.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { Status } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { usePages } from '../../lib/use-pages.ts';
import { wordsOf } from '../../lib/words.ts';
import { useChoices } from '../../keep/references.ts';
import { Section } from '../../components/section.tsx';
import { PipelineLogDialog } from './pipeline-log-dialog.tsx';

/** What pipelines have done, the newest first. */
export function PipelineRuns() {
  const [projectId, setProjectId] = useState<string | null>(null);
  const projects = useChoices('projectId');
  const runs = usePages({ key: ['pipeline-runs', projectId], every: 10_000, read: (cursor, options) => api.listPipelineRuns({ query: { limit: 30, ...(projectId === null ? {} : { projectId }), ...cursor } }, options) });
  return (
    <Section title="Runs of pipelines" text="As the forge tells of them, and as it is asked.">
      <div role="group" aria-label="Filters of runs" className="flex flex-wrap gap-2">
        <FilterChip name="Project" value={projectId} choices={projects ?? []} onChange={setProjectId} />
      </div>
      <PagesList pages={runs} label="Loading the runs" empty={<NothingYet>No run is known yet. They come with the webhook of a repository.</NothingYet>}>
        {(items) => <RunTable runs={items} />}
      </PagesList>
    </Section>
  );
}

function RunTable({ runs }: { runs: PipelineRunView[] }) {
  const may = useMay('pipeline.manage');
  const [logOf, setLogOf] = useState<PipelineRunView | null>(null);
  const rerun = useChange({ renews: [['pipeline-runs']], change: ({ id, only }: { id: string; only: 'all' | 'failed' }) => api.rerunPipeline({ id, body: { only } }) });
  const again = (id: string, only: 'all' | 'failed') => rerun.mutate({ id, only }, { onSuccess: (run) => toast.success(`Asked for, by run ${run.id}`) });
  const actions = (run: PipelineRunView) => (
    <>
      {isBad(run) ? <Button small onClick={() => setLogOf(run)} aria-label={`Log of ${run.pipeline} ${run.number}`}>Log</Button> : null}
      {may && run.status === 'completed' ? (
        <Menu trigger={<Button small aria-label={`Run ${run.pipeline} ${run.number} again`}>Again</Button>}>
          <MenuItem onSelect={() => again(run.id, 'all')}>All of it</MenuItem>
          <MenuItem onSelect={() => again(run.id, 'failed')}>Only what failed</MenuItem>
        </Menu>
      ) : null}
    </>
  );
  return (
    <>
      <DataTable
        label="Runs of pipelines"
        rows={runs}
        actions={actions}
        columns={[
          { name: 'Run', cell: ({ pipeline, number, attempt, url, repository }) => <><a href={url} target="_blank" rel="noreferrer noopener" className="hover:underline">{pipeline} #{number}</a>{attempt > 1 ? <span className="text-faint"> · {attempt}</span> : null}<span className="block text-[13px] font-normal text-muted">{repository}</span></> },
          { name: 'State', cell: (run) => <RunMark run={run} /> },
          { name: 'Of', cell: ({ headRef, headSha }) => <code className="font-mono text-xs">{headRef} {headSha.slice(0, 8)}</code> },
          { name: 'When', cell: ({ updatedAt }) => <TimeAgo at={updatedAt} /> },
        ]}
      />
      {logOf === null ? null : <PipelineLogDialog run={logOf} onClose={() => setLogOf(null)} />}
    </>
  );
}

function isBad({ conclusion }: PipelineRunView): boolean {
  return conclusion !== null && !['success', 'skipped', 'neutral', 'cancelled'].includes(conclusion);
}

function RunMark({ run }: { run: PipelineRunView }) {
  if (run.status !== 'completed') return <Status tone="live" words={wordsOf(run.status)} pill live />;
  return <Status tone={isBad(run) ? 'bad' : run.conclusion === 'success' ? 'ok' : 'idle'} words={wordsOf(run.conclusion ?? 'completed')} pill />;
}
