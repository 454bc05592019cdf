import { type EnvVarSet, SetEnvVarBody } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { DialogForm } from '../components/dialog-form.tsx';
import { Field, Input, Textarea } from '../components/field.tsx';
import { fieldErrorsOf } from '../lib/api.ts';
import { type EnvScope, useSetEnvVar } from './env-var-sets.ts';

type EnvVarDialogProps = { scope: EnvScope; sets: EnvVarSet[]; /** Empty for a new one. */ name: string; onClose: () => void };

/** Sets a variable. What it was is not shown: a secret leaves the server only for the checks. */
export function EnvVarDialog({ scope, sets, name, onClose }: EnvVarDialogProps) {
  const set = useSetEnvVar(scope, sets);
  const [key, setKey] = useState(name);
  const [value, setValue] = useState('');
  const [isSecret, setIsSecret] = useState(sets.flatMap(({ vars }) => vars).find((known) => known.key === name)?.isSecret ?? true);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const parsed = SetEnvVarBody.safeParse({ key: key.trim(), value, isSecret });
    setWrong(parsed.success ? {} : Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message])));
    if (parsed.success) set.mutate(parsed.data, { onSuccess: onClose });
  };
  const errors = { ...fieldErrorsOf(set.error), ...wrong };
  return (
    <Dialog open onClose={onClose} title={name === '' ? 'New variable' : `Set ${name} again`}>
      <DialogForm onSubmit={submit} onCancel={onClose} submit="Set variable" busy={set.isPending} error={set.error} errors={errors}>
        <Field label="Name" error={errors['key']}>
          {(ids) => <Input {...ids} value={key} onChange={(event) => setKey(event.target.value)} disabled={name !== ''} maxLength={128} autoFocus={name === ''} autoComplete="off" spellCheck={false} className="font-mono" />}
        </Field>
        <Field label="Value" error={errors['value']} hint={isSecret ? 'Nobody can read it back: keep your own copy' : 'Everybody of your organisation can read it'}>
          {(ids) => <Textarea {...ids} rows={3} value={value} onChange={(event) => setValue(event.target.value)} autoFocus={name !== ''} autoComplete="off" spellCheck={false} className={isSecret ? 'font-mono [-webkit-text-security:disc]' : 'font-mono'} />}
        </Field>
        <label className="flex items-center gap-2.5 text-sm">
          <input type="checkbox" checked={isSecret} onChange={(event) => setIsSecret(event.target.checked)} className="size-4 accent-accent" />
          Secret
        </label>
      </DialogForm>
    </Dialog>
  );
}
