import { buildPipelines } from '@lime/contracts';
import { useMutation } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { api } from '../../lib/client.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import type { EntityKind, EntityRow } from '../../keep/entity-kind.ts';
import { EntityPage } from '../../keep/entity-page.tsx';
import { VariablesButton } from '../../keep/variables-button.tsx';
import { PipelineRuns } from './pipeline-runs.tsx';
import { StartPipelineDialog } from './start-pipeline-dialog.tsx';

const kind: EntityKind = {
  entity: buildPipelines,
  permission: 'pipeline.manage',
  columns: ['repositoryId', 'projectId', 'enabled'],
  Actions: PipelineActions,
  Below: () => <PipelineRuns />,
  lost: 'Its runs stay in the list, and no more are kept. It can be brought back, for 30 days with its variables.',
};

export function PipelinesPage() {
  usePageTitle(buildPipelines.title);
  return <EntityPage kind={kind} />;
}

function PipelineActions({ row }: { row: EntityRow }) {
  const [starting, setStarting] = useState(false);
  const name = String(row['name']);
  const refresh = useMutation({ mutationFn: () => api.refreshPipeline({ id: row.id }), onSuccess: ({ runs, changed }) => toast.success(`${runs} runs read, ${changed} of them new or changed`) });
  return (
    <>
      {row['enabled'] === true ? (
        <Button small onClick={() => setStarting(true)} aria-label={`Start ${name}`}>
          <Play size={14} aria-hidden /> Start
        </Button>
      ) : null}
      <Button small busy={refresh.isPending} onClick={() => refresh.mutate()} aria-label={`Refresh ${name}`}>
        Refresh
      </Button>
      <VariablesButton type="pipeline" id={row.id} name={name} text="A value $env.NAME among its inputs stands for one of these. Nobody else gets them." />
      {starting ? <StartPipelineDialog pipelineId={row.id} name={name} onClose={() => setStarting(false)} /> : null}
    </>
  );
}
