import { CreateApiKeyBody, permissions } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import type { z } from 'zod';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input, Select } from '../../components/field.tsx';
import { ShownOnce } from '../../components/shown-once.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { formErrors } from '../../lib/form-errors.ts';
import { useChange } from '../../lib/use-change.ts';
import { PermissionChoices } from '../../components/permission-choices.tsx';
import { useMe } from '../../lib/get-me.ts';

const dayMs = 86_400_000;
const lives = [
  { days: 30, name: '30 days' },
  { days: 90, name: '90 days' },
  { days: 365, name: 'A year' },
  { days: 0, name: 'Until it is revoked' },
];
type Reach = 'read' | 'some' | 'all';
const reaches: { value: Reach; name: string; about: string }[] = [
  { value: 'read', name: 'Look only', about: 'Reads what every member may read, and changes nothing' },
  { value: 'some', name: 'Some things', about: 'Reads, and does what you choose' },
  { value: 'all', name: 'All that you may', about: 'Now and later; keep it as you would a password' },
];

/** Makes a key, and shows it this once. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const create = useChange({ shownInPlace: true, renews: [['api-keys']], change: (body: z.input<typeof CreateApiKeyBody>) => api.createApiKey({ body }) });
  const mine = useMe().data?.permissions ?? [];
  const [name, setName] = useState('');
  const [reach, setReach] = useState<Reach>('read');
  const [chosen, setChosen] = useState<string[]>([]);
  const [days, setDays] = useState(90);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  if (create.data !== undefined) return <ShownOnce title={`API key ${create.data.name}`} warning="Who has it does what it may, in your name." parts={[{ name: 'Key', text: create.data.key }, { name: 'Try it', text: `curl -H 'Authorization: Bearer ${create.data.key}' ${location.origin}/api/v1/me` }]} onClose={onClose} />;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const scopes = { read: ['read'], some: ['read', ...chosen], all: ['*'] }[reach];
    const parsed = CreateApiKeyBody.safeParse({ name, scopes, expiresAt: days === 0 ? null : new Date(Date.now() + days * dayMs).toISOString() });
    setWrong(name.trim() === '' ? { name: 'Give it a name, so that it can be told from others' } : formErrors(parsed));
    if (parsed.success) create.mutate(parsed.data);
  };
  const errors = { ...fieldErrorsOf(create.error), ...wrong };
  return (
    <Dialog wide open onClose={onClose} title="New API key">
      <DialogForm onSubmit={submit} onCancel={onClose} submit="Create key" busy={create.isPending} error={create.error} errors={errors}>
        <Field label="Name" error={errors['name']} hint="What uses it">
          {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} maxLength={100} autoFocus autoComplete="off" placeholder="release script" />}
        </Field>
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1.5 text-[13px] font-medium">What it may do</legend>
          {reaches.map(({ value, name: words, about }) => (
            <label key={value} className="flex items-baseline gap-2.5 py-0.5 text-sm">
              <input type="radio" name="reach" checked={reach === value} onChange={() => setReach(value)} className="size-4 shrink-0 translate-y-0.5 accent-accent" />
              <span className="shrink-0 font-medium">{words}</span>
              <span className="text-[13px] text-muted">{about}</span>
            </label>
          ))}
        </fieldset>
        {reach === 'some' ? <PermissionChoices chosen={chosen} onChange={setChosen} among={mine.includes('*') ? Object.keys(permissions) : mine} /> : null}
        <Field label="Ends after" error={errors['expiresAt'] ?? errors['scopes']}>
          {(ids) => (
            <Select {...ids} value={days} onChange={(event) => setDays(Number(event.target.value))} className="sm:w-56!">
              {lives.map((life) => (
                <option key={life.days} value={life.days}>
                  {life.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </DialogForm>
    </Dialog>
  );
}
