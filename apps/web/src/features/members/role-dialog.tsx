import { permissions, type RoleView } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input } from '../../components/field.tsx';
import { Switch } from '../../components/switch.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';
import { PermissionChoices } from '../../components/permission-choices.tsx';

/** Makes a role, or changes it for everybody who has it. */
export function RoleDialog({ role, onClose }: { role: RoleView | null; onClose: () => void }) {
  const [name, setName] = useState(role?.name ?? '');
  const [about, setAbout] = useState(role?.about ?? '');
  const [allowed, setAllowed] = useState(role?.permissions ?? []);
  const save = useChange({
    shownInPlace: true,
    renews: [['roles'], keys.me],
    said: role === null ? 'The role is there' : 'Saved, for everybody who has the role',
    change: () => {
      const body = { name: name.trim(), about, permissions: allowed };
      return role === null ? api.createRole({ body }) : api.updateRole({ id: role.id, body: { ...(role.builtin ? { about, permissions: allowed } : body), version: role.version } });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(undefined, { onSuccess: onClose });
  };
  const errors = fieldErrorsOf(save.error);
  const everything = allowed.includes('*');
  return (
    <Dialog wide open onClose={onClose} title={role === null ? 'New role' : `Role ${role.name}`}>
      <DialogForm onSubmit={submit} onCancel={onClose} submit={role === null ? 'Create role' : 'Save'} busy={save.isPending} error={save.error} errors={errors}>
        <Field label="Name" error={errors['name']} hint={role?.builtin === true ? 'Every organisation has this role: it keeps its name' : 'Lower-case letters, digits and -'}>
          {(ids) => <Input {...ids} value={name} disabled={role?.builtin === true} onChange={(event) => setName(event.target.value)} maxLength={40} autoFocus={role === null} autoComplete="off" placeholder="reviewer" />}
        </Field>
        <Field label="About (optional)" error={errors['about']}>
          {(ids) => <Input {...ids} value={about} onChange={(event) => setAbout(event.target.value)} maxLength={200} autoComplete="off" />}
        </Field>
        <Switch checked={everything} onChange={(on) => setAllowed(on ? ['*'] : Object.keys(permissions))} hint="All there is, and what will be">
          Everything
        </Switch>
        {everything ? null : <PermissionChoices chosen={allowed} onChange={setAllowed} />}
      </DialogForm>
    </Dialog>
  );
}
