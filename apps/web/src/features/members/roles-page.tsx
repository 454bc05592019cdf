import type { RoleView } from '@lime/contracts';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { Section } from '../../components/section.tsx';
import { useRoles } from './list-roles.ts';
import { RoleDialog } from './role-dialog.tsx';

/** What members may do, by role. */
export function RolesPage() {
  usePageTitle('Roles');
  const may = useMay('role.manage');
  const roles = useRoles();
  const [open, setOpen] = useState<RoleView | 'new' | null>(null);
  return (
    <Section
      title="Roles"
      text="A member may do what any of their roles allows. Looking needs no permission, but for the audit log."
      action={
        may ? (
          <Button onClick={() => setOpen('new')}>
            <Plus size={16} aria-hidden /> New role
          </Button>
        ) : null
      }
    >
      {roles.error ? <ProblemNote error={roles.error} onRetry={() => void roles.refetch()} /> : roles.data === undefined ? <SkeletonList count={4} label="Loading the roles" className="h-14" /> : <RoleTable roles={roles.data} may={may} onEdit={setOpen} />}
      {open === null ? null : <RoleDialog role={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

function RoleTable({ roles, may, onEdit }: { roles: RoleView[]; may: boolean; onEdit: (role: RoleView) => void }) {
  const [doomed, setDoomed] = useState<RoleView | null>(null);
  const remove = useChange({ renews: [['roles']], said: 'The role is deleted', change: (id: string) => api.deleteRole({ id }) });
  const actions = (role: RoleView) => (
    <>
      <IconButton label={`Edit ${role.name}`} onClick={() => onEdit(role)}>
        <Pencil size={15} aria-hidden />
      </IconButton>
      <IconButton label={`Delete ${role.name}`} className="hover:text-bad" disabled={role.builtin} onClick={() => setDoomed(role)}>
        <Trash2 size={15} aria-hidden />
      </IconButton>
    </>
  );
  return (
    <>
      <DataTable
        label="Roles"
        rows={roles}
        actions={may ? actions : undefined}
        columns={[
          { name: 'Role', cell: ({ name, about }) => <>{name}<span className="block text-[13px] font-normal text-muted">{about}</span></> },
          { name: 'Allows', cell: ({ permissions }) => (permissions.includes('*') ? 'Everything' : `${permissions.length} ${permissions.length === 1 ? 'thing' : 'things'}`) },
          { name: 'Members', number: true, cell: ({ members }) => members },
        ]}
      />
      <ConfirmDialog open={doomed !== null} onClose={() => setDoomed(null)} title={`Delete the role ${doomed?.name ?? ''}?`} confirm="Delete role" onConfirm={() => doomed !== null && remove.mutate(doomed.id)}>
        A role that somebody has is not deleted: take it from them first.
      </ConfirmDialog>
    </>
  );
}
