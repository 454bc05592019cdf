import { type TicketCard, UpdateTicketBody } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input, Textarea } from '../../components/field.tsx';
import { formErrors } from '../../lib/form-errors.ts';
import { useUpdateTicket } from './update-ticket.ts';

/** Changes title and description. It sends the version that was read, so nobody's change is overwritten unseen. */
export function EditTicketForm({ ticket, onDone }: { ticket: TicketCard; onDone: () => void }) {
  const update = useUpdateTicket(ticket.projectId);
  const [version] = useState(ticket.version);
  const [wrong, setWrong] = useState<Record<string, string>>({});

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const parsed = UpdateTicketBody.safeParse({ ...Object.fromEntries(form), version });
    setWrong(formErrors(parsed));
    if (parsed.success) update.mutate({ ticketId: ticket.id, body: parsed.data }, { onSuccess: onDone });
  };

  return (
    <DialogForm onSubmit={submit} onCancel={onDone} submit="Save" busy={update.isPending} error={null} errors={wrong}>
      <Field label="Title" error={wrong['title'] === undefined ? undefined : 'A ticket needs a title'}>
        {(ids) => <Input {...ids} name="title" defaultValue={ticket.title} maxLength={300} autoFocus autoComplete="off" />}
      </Field>
      <Field label="Description" error={wrong['description']} hint="Markdown">
        {(ids) => <Textarea {...ids} name="description" defaultValue={ticket.description} rows={10} />}
      </Field>
    </DialogForm>
  );
}
