import { type Board, CreateTicketBody } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { toast } from 'sonner';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input, Textarea } from '../../components/field.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { formErrors } from '../../lib/form-errors.ts';
import { useCreateTicket } from './create-ticket.ts';
import { ColumnChoice, PriorityChoice } from './ticket-choices.tsx';

type NewTicketDialogProps = { board: Board; columnKey: string | null; onClose: () => void };

/** Open while `columnKey` says where the ticket shall go. */
export function NewTicketDialog({ board, columnKey, onClose }: NewTicketDialogProps) {
  return (
    <Dialog open={columnKey !== null} onClose={onClose} title="New ticket">
      <NewTicketForm board={board} columnKey={columnKey ?? 'backlog'} onClose={onClose} />
    </Dialog>
  );
}

function NewTicketForm({ board, columnKey, onClose }: { board: Board; columnKey: string; onClose: () => void }) {
  const create = useCreateTicket(board.project.id);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const errors = { ...fieldErrorsOf(create.error), ...wrong };

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const parsed = CreateTicketBody.safeParse({ ...Object.fromEntries(form), priority: Number(form.get('priority')) });
    setWrong(formErrors(parsed));
    if (!parsed.success) return;
    create.mutate(parsed.data, {
      onSuccess: (ticket) => {
        toast.success(`${ticket.ref} created`);
        onClose();
      },
    });
  };

  return (
    <DialogForm onSubmit={submit} onCancel={onClose} submit="Create ticket" busy={create.isPending} error={create.error} errors={errors}>
      <Field label="Title" error={errors['title']}>
        {(ids) => <Input {...ids} name="title" autoFocus autoComplete="off" maxLength={300} placeholder="What should change?" />}
      </Field>
      <Field label="Description" error={errors['description']} hint="Markdown. Say what good looks like.">
        {(ids) => <Textarea {...ids} name="description" rows={5} />}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <ColumnChoice board={board} name="columnKey" defaultValue={columnKey} error={errors['columnKey']} />
        <PriorityChoice name="priority" defaultValue={2} error={errors['priority']} />
      </div>
    </DialogForm>
  );
}
