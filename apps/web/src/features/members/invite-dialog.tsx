import { InviteBody } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import type { z } from 'zod';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input } from '../../components/field.tsx';
import { ShownOnce } from '../../components/shown-once.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { formErrors } from '../../lib/form-errors.ts';
import { useChange } from '../../lib/use-change.ts';
import { RoleChoices } from './role-choices.tsx';

/** Makes a link that lets somebody in; there is no mail. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const invite = useChange({ shownInPlace: true, renews: [['invitations']], change: (body: z.input<typeof InviteBody>) => api.invite({ body }) });
  const [email, setEmail] = useState('');
  const [roleIds, setRoleIds] = useState<string[]>([]);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  if (invite.data !== undefined) {
    return <ShownOnce title={`Invitation for ${invite.data.email}`} warning="Send it to them: there is no mail. It lets them in until it is used or taken back." parts={[{ name: 'Link', text: invite.data.url }]} onClose={onClose} />;
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const parsed = InviteBody.safeParse({ email: email.trim(), roleIds });
    setWrong(formErrors(parsed));
    if (parsed.success) invite.mutate(parsed.data);
  };
  const errors = { ...fieldErrorsOf(invite.error), ...wrong };
  return (
    <Dialog open onClose={onClose} title="Invite somebody">
      <DialogForm onSubmit={submit} onCancel={onClose} submit="Make the link" busy={invite.isPending} error={invite.error} errors={errors}>
        <Field label="Email address" error={errors['email']} hint="Whom it is for; nothing is sent there">
          {(ids) => <Input {...ids} type="email" value={email} onChange={(event) => setEmail(event.target.value)} autoFocus autoComplete="off" placeholder="them@example.org" />}
        </Field>
        <RoleChoices chosen={roleIds} onChange={setRoleIds} error={errors['roleIds']} />
      </DialogForm>
    </Dialog>
  );
}
