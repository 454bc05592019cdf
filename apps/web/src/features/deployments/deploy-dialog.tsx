import { DeployBody } from '@lime/contracts';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import type { z } from 'zod';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input, Textarea } from '../../components/field.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { formErrors } from '../../lib/form-errors.ts';
import { useChange } from '../../lib/use-change.ts';

/** Prepares a deployment; people approve what it would do before it is done. */
export function DeployDialog({ targetId, name, onClose }: { targetId: string; name: string; onClose: () => void }) {
  const navigate = useNavigate();
  const [what, setWhat] = useState('');
  const [note, setNote] = useState('');
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const deploy = useChange({ shownInPlace: true, renews: [['deployments']], change: (body: z.input<typeof DeployBody>) => api.deploy({ id: targetId, body }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const named = what.trim();
    const isCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(named);
    const parsed = DeployBody.safeParse({ note, ...(named === '' ? {} : isCommit ? { sha: named } : { ref: named }) });
    setWrong(formErrors(parsed));
    if (parsed.success) deploy.mutate(parsed.data, { onSuccess: ({ runId }) => void navigate({ to: '/runs/$runId', params: { runId } }) });
  };
  const errors = { ...fieldErrorsOf(deploy.error), ...wrong };
  return (
    <Dialog open onClose={onClose} title={`Deploy to ${name}`} description="It is prepared first. What it would do is shown then, and done once it is approved.">
      <DialogForm onSubmit={submit} onCancel={onClose} submit="Prepare it" busy={deploy.isPending} error={deploy.error} errors={errors}>
        <Field label="What (optional)" error={errors['ref'] ?? errors['sha']} hint="A branch, a tag, or a whole commit id; the default branch when it is left out">
          {(ids) => <Input {...ids} value={what} onChange={(event) => setWhat(event.target.value)} autoFocus autoComplete="off" spellCheck={false} placeholder="main" />}
        </Field>
        <Field label="Note (optional)" error={errors['note']} hint="For whoever approves it">
          {(ids) => <Textarea {...ids} rows={2} value={note} onChange={(event) => setNote(event.target.value)} maxLength={1000} />}
        </Field>
      </DialogForm>
    </Dialog>
  );
}
