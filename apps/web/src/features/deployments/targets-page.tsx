import { deploymentTargets } from '@lime/contracts';
import { Rocket, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import type { EntityKind, EntityRow } from '../../keep/entity-kind.ts';
import { EntityPage } from '../../keep/entity-page.tsx';
import { VariablesButton } from '../../keep/variables-button.tsx';
import { DeployDialog } from './deploy-dialog.tsx';
import { DeploymentList } from './deployment-list.tsx';

const kind: EntityKind = {
  entity: deploymentTargets,
  permission: 'project.manage',
  columns: ['projectId', 'provider', 'enabled'],
  Actions: TargetActions,
  Below: () => <DeploymentList />,
  lost: 'Nothing is deployed there any more. What was deployed stays as it is there, and in the list. It can be brought back, for 30 days with its variables.',
};

export function TargetsPage() {
  usePageTitle(deploymentTargets.title);
  return <EntityPage kind={kind} />;
}

function TargetActions({ row }: { row: EntityRow }) {
  const may = useMay('deploy.run');
  const [open, setOpen] = useState<'deploy' | 'rollback' | null>(null);
  const name = String(row['name']);
  const rollback = useChange({ renews: [['deployments']], change: () => api.rollBack({ id: row.id, body: {} }) });
  return (
    <>
      {may && row['enabled'] === true ? (
        <>
          <Button small onClick={() => setOpen('deploy')} aria-label={`Deploy to ${name}`}>
            <Rocket size={14} aria-hidden /> Deploy
          </Button>
          <Button small busy={rollback.isPending} onClick={() => setOpen('rollback')} aria-label={`Roll back ${name}`}>
            <Undo2 size={14} aria-hidden /> Roll back
          </Button>
        </>
      ) : null}
      <VariablesButton type="deployment_target" id={row.id} name={name} text="What the deployment signs with and finds in its environment. Values come in when it is made, and are never shown." />
      {open === 'deploy' ? <DeployDialog targetId={row.id} name={name} onClose={() => setOpen(null)} /> : null}
      <ConfirmDialog open={open === 'rollback'} onClose={() => setOpen(null)} title={`Take ${name} back?`} confirm="Roll back" cancel="Not now" onConfirm={() => rollback.mutate(undefined, { onSuccess: ({ id }) => toast.success(`Deployment ${id} waits to be approved`) })}>
        What was deployed before the present state is deployed again, once it is approved.
      </ConfirmDialog>
    </>
  );
}
