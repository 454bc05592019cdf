import type { MemberView } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';
import { RoleChoices } from './role-choices.tsx';

export function MemberRolesDialog({ member, onClose }: { member: MemberView; onClose: () => void }) {
  const [roleIds, setRoleIds] = useState(member.roles.map(({ id }) => id));
  const save = useChange({ shownInPlace: true, renews: [['members'], ['roles'], keys.me], said: 'Saved, from now on', change: () => api.setUserRoles({ id: member.id, body: { roleIds } }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Dialog open onClose={onClose} title={`Roles of ${member.name === '' ? member.email : member.name}`}>
      <DialogForm onSubmit={submit} onCancel={onClose} submit="Save" busy={save.isPending} error={save.error} errors={{}}>
        <RoleChoices chosen={roleIds} onChange={setRoleIds} />
      </DialogForm>
    </Dialog>
  );
}
