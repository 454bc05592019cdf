import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { Status } from '../../components/run-status.tsx';
import { fieldErrorsOf, messageOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { listClass, Section } from '../../components/section.tsx';
import { useSwitchTenant, useTenants } from './tenants.ts';

/** The other organisations of the person, and a new one. */
export function NewTenantSection() {
  const tenants = useTenants();
  const enter = useSwitchTenant();
  const [name, setName] = useState('');
  const create = useChange({ shownInPlace: true, renews: [['tenants']], change: () => api.createTenant({ body: { name: name.trim() } }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() !== '') create.mutate(undefined, { onSuccess: ({ id }) => enter.mutate(id) });
  };
  return (
    <Section title="Your organisations" text="Each has its own projects, members and money, and sees nothing of the others.">
      <ul className={listClass}>
        {tenants.data?.map((tenant) => (
          <li key={tenant.id} className="flex items-center gap-3 px-4 py-2.5">
            <span className="min-w-0 flex-1 truncate font-medium">{tenant.name}</span>
            {tenant.current ? <Status tone="ok" words="Here" pill /> : tenant.active ? <Button small busy={enter.isPending} onClick={() => enter.mutate(tenant.id)}>Switch to it</Button> : <Status tone="idle" words="Disabled there" pill />}
          </li>
        ))}
        <li className="px-4 py-3">
          <form onSubmit={submit} className="flex flex-wrap items-start gap-3">
            <Field label="New organisation" className="basis-64" error={create.error ? (Object.values(fieldErrorsOf(create.error))[0] ?? messageOf(create.error)) : undefined}>
              {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} maxLength={100} placeholder="its name" autoComplete="off" />}
            </Field>
            <Button type="submit" className="mt-[26px]" busy={create.isPending || enter.isPending} disabled={name.trim() === ''}>
              Create and switch to it
            </Button>
          </form>
        </li>
      </ul>
    </Section>
  );
}
