import { type Board, CreateTicketBody } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../components/dialog.tsx';
import { Field, Input, Select, Textarea } from '../../components/field.tsx';
import { priorities } from '../../components/priority.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { formErrors } from '../../lib/form-errors.ts';
import { submitOnModEnter } from '../../lib/submit-on-mod-enter.ts';
import { useCreateTicket } from './create-ticket.ts';

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
    <form onSubmit={submit} onKeyDown={submitOnModEnter} className="flex min-h-0 flex-1 flex-col">
      <DialogBody>
        <Field label="Title" error={errors['title']}>
          {(ids) => <Input {...ids} name="title" autoFocus autoComplete="off" maxLength={300} placeholder="What should change?" />}
        </Field>
        <Field label="Description" error={errors['description']} hint="Markdown. Say what good looks like.">
          {(ids) => <Textarea {...ids} name="description" rows={5} />}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label="Column" error={errors['columnKey']}>
            {(ids) => (
              <Select {...ids} name="columnKey" defaultValue={columnKey}>
                {board.columns.map((column) => (
                  <option key={column.key} value={column.key}>
                    {column.title}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Priority" error={errors['priority']}>
            {(ids) => (
              <Select {...ids} name="priority" defaultValue={2}>
                {priorities.map((priority) => (
                  <option key={priority.value} value={priority.value}>
                    {priority.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        {create.error && Object.keys(errors).length === 0 ? <ProblemNote error={create.error} /> : null}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" busy={create.isPending}>
          Create ticket
        </Button>
      </DialogFooter>
    </form>
  );
}
