import { CreateConnectorBody } from '@lime/contracts';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input, Select, Textarea } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { formErrors } from '../../lib/form-errors.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';
import { type Way, type WayField, ways } from './connect-ways.ts';

/** Connects a forge: by GitHub's own page, or with a credential, which is tried before it is kept. */
export function ConnectDialog({ onClose }: { onClose: () => void }) {
  const [key, setKey] = useState('github-token');
  const way = ways.find((one) => one.key === key);
  return (
    <Dialog wide open onClose={onClose} title="New connector" description="The credential is tried before it is kept.">
      {way === undefined ? null : <ConnectForm key={key} way={way} onWay={setKey} onClose={onClose} />}
    </Dialog>
  );
}

function ConnectForm({ way, onWay, onClose }: { way: Way; onWay: (key: string) => void; onClose: () => void }) {
  const [values, setValues] = useState<Record<string, string>>({});
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const connect = useChange({ shownInPlace: true, renews: [['connectors'], keys.references], said: 'Connected: its repositories can be imported now', change: (body: CreateConnectorBody) => api.createConnector({ body }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const parsed = CreateConnectorBody.safeParse({ ...way.fixed, ...Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== '')) });
    const missing = Object.fromEntries(way.fields.filter(({ name, optional }) => optional !== true && (values[name] ?? '').trim() === '').map(({ name }): [string, string] => [name, 'This is needed']));
    setWrong({ ...formErrors(parsed), ...missing });
    if (parsed.success) connect.mutate(parsed.data, { onSuccess: onClose });
  };
  const errors = { ...fieldErrorsOf(connect.error), ...wrong };
  return (
    <DialogForm onSubmit={submit} onCancel={onClose} submit="Connect" busy={connect.isPending} error={connect.error} errors={errors}>
      <Field label="What to connect" hint={way.about}>
        {(ids) => (
          <Select {...ids} value={way.key} onChange={(event) => onWay(event.target.value)}>
            {ways.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {way.key === 'github-token' ? <ByOAuth /> : null}
      {way.fields.map((field) => (
        <WayControl key={field.name} field={field} value={values[field.name] ?? ''} error={errors[field.name]} onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))} />
      ))}
    </DialogForm>
  );
}

const masked = '[-webkit-text-security:disc]';

function WayControl({ field, value, error, onChange }: { field: WayField; value: string; error: string | undefined; onChange: (value: string) => void }) {
  const { title, hint, placeholder, secret = false, long = false, optional = false } = field;
  return (
    <Field label={optional ? `${title} (optional)` : title} hint={hint} error={error}>
      {(ids) => {
        const common = { ...ids, value, placeholder, autoComplete: 'off', spellCheck: false, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
        return long ? <Textarea {...common} rows={4} className={`font-mono sm:text-[13px] ${secret && value !== '' ? masked : ''}`} /> : <Input {...common} className={secret ? `font-mono ${value === '' ? '' : masked}` : ''} />;
      }}
    </Field>
  );
}

/** GitHub asks the person itself. */
function ByOAuth() {
  const start = useMutation({ meta: { shownInPlace: true }, mutationFn: () => api.startGithubOAuth(), onSuccess: ({ url }) => location.assign(url) });
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3 rounded-xl bg-sunken px-3.5 py-2.5">
        <span className="min-w-0 flex-1 basis-56 text-[13px]">GitHub can ask you itself, without a token to copy.</span>
        <Button small busy={start.isPending} onClick={() => start.mutate()}>
          Continue at GitHub
        </Button>
      </div>
      {start.error ? <ProblemNote error={start.error} /> : null}
    </div>
  );
}
