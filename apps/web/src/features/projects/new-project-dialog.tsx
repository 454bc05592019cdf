import { CreateProjectBody, type Project } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input } from '../../components/field.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { formErrors } from '../../lib/form-errors.ts';
import { useCreateProject } from './create-project.ts';

/** `Payment service` → `PS`, `website` → `WEB`. */
function keyFrom(name: string): string {
  const words = name.toUpperCase().replace(/[^A-Z0-9 ]/g, '').split(' ').filter(Boolean);
  const letters = words.length > 1 ? words.map((word) => word[0]).join('') : (words[0] ?? '').slice(0, 3);
  return letters.replace(/^[0-9]+/, '').slice(0, 5);
}

export function NewProjectDialog({ open, onClose, onCreated }: { open: boolean; onClose: () => void; onCreated: (project: Project) => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="New project" description="A project has a board, a budget, and tickets named by its key.">
      <NewProjectForm onClose={onClose} onCreated={onCreated} />
    </Dialog>
  );
}

function NewProjectForm({ onClose, onCreated }: { onClose: () => void; onCreated: (project: Project) => void }) {
  const create = useCreateProject();
  const [name, setName] = useState('');
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const key = ownKey ?? keyFrom(name);
  const errors = { ...wrong, ...fieldErrorsOf(create.error) };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const parsed = CreateProjectBody.safeParse({ name, key });
    setWrong(formErrors(parsed));
    if (parsed.success) create.mutate(parsed.data, { onSuccess: onCreated });
  };

  return (
    <DialogForm onSubmit={submit} onCancel={onClose} submit="Create project" busy={create.isPending} error={create.error} errors={errors}>
      <Field label="Name" error={errors['name']}>
        {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} autoFocus autoComplete="off" />}
      </Field>
      <Field label="Key" error={errors['key']} hint={key ? `Tickets will be called ${key}-1, ${key}-2, …` : '2 to 10 capital letters or digits'}>
        {(ids) => <Input {...ids} value={key} onChange={(event) => setOwnKey(event.target.value.toUpperCase())} autoComplete="off" maxLength={10} />}
      </Field>
    </DialogForm>
  );
}
