import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CommandLine } from '../../components/command-line.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input } from '../../components/field.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { useCreateRunnerToken } from './create-runner-token.ts';

export function NewTokenDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog wide open={open} onClose={onClose} title="New runner token">
      <NewToken onClose={onClose} />
    </Dialog>
  );
}

function NewToken({ onClose }: { onClose: () => void }) {
  const create = useCreateRunnerToken();
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  if (create.data !== undefined) return <ShownOnce token={create.data.token} onClose={onClose} />;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() !== '') create.mutate(name.trim());
  };
  const errors = missing ? { name: 'Give it a name, so that it can be told from others' } : fieldErrorsOf(create.error);
  return (
    <DialogForm onSubmit={submit} onCancel={onClose} submit="Create token" busy={create.isPending} error={create.error} errors={errors}>
      <Field label="Name" error={errors['name']} hint="Which machine it is for, such as build-machine-2">
        {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} maxLength={100} autoFocus autoComplete="off" />}
      </Field>
    </DialogForm>
  );
}

function ShownOnce({ token, onClose }: { token: string; onClose: () => void }) {
  const command = `npx lime runner --server ${location.origin} --token ${token}`;
  return (
    <>
      <DialogBody>
        <p className="rounded-xl bg-warn-soft px-3.5 py-2.5 text-[13px]">Copy it now: it is shown this once. Whoever has it can take over work as a runner.</p>
        <Secret name="Token" text={token} />
        <Secret name="Run this on the other machine" text={command} />
      </DialogBody>
      <DialogFooter>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}

function Secret({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <p className="mb-1.5 text-[13px] font-medium">{name}</p>
      <CommandLine text={text} name={name} />
    </div>
  );
}
