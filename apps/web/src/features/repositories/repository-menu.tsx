import type { RepositoryView } from '@lime/contracts';
import { Ellipsis, Power, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Menu, MenuItem, MenuLine } from '../../components/menu.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { renewedByRepositories, useRestoreRepository } from './restore-repository.ts';

export function RepositoryMenu({ repository: { id, fullName, isEnabled, version } }: { repository: RepositoryView }) {
  const [asking, setAsking] = useState(false);
  const enable = useChange({ renews: renewedByRepositories, change: () => api.updateRepository({ id, body: { isEnabled: !isEnabled, version } }) });
  const restore = useRestoreRepository();
  const remove = useChange({ renews: renewedByRepositories, change: () => api.removeRepository({ id }) });
  const removed = () => toast.success(`${fullName} is removed`, { action: { label: 'Undo', onClick: () => restore.mutate(id) } });
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Actions for ${fullName}`}>
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => enable.mutate(undefined)}>
          <Power size={15} aria-hidden /> {isEnabled ? 'Disable' : 'Enable'}
        </MenuItem>
        <MenuLine />
        <MenuItem bad onSelect={() => setAsking(true)}>
          <Trash2 size={15} aria-hidden /> Remove…
        </MenuItem>
      </Menu>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} title={`Remove ${fullName}?`} confirm="Remove repository" onConfirm={() => remove.mutate(undefined, { onSuccess: removed })}>
        Nobody works in it from here any more. Its pull requests and runs stay known, and it can be brought back. At the forge nothing changes.
      </ConfirmDialog>
    </>
  );
}
