import type { Me } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useMe } from '../../lib/get-me.ts';
import { Section } from '../../components/section.tsx';
import { NewTenantSection } from './new-tenant-section.tsx';

const zones = Intl.supportedValuesOf('timeZone');

export function OrganisationPage() {
  usePageTitle('Organisation');
  const me = useMe();
  if (me.error) return <ProblemNote error={me.error} onRetry={() => void me.refetch()} />;
  if (me.data === undefined) return <SkeletonList count={2} label="Loading the organisation" className="h-32" />;
  return (
    <>
      <TenantSection key={me.data.tenant.id} tenant={me.data.tenant} />
      <ProfileSection key={me.data.user.id} user={me.data.user} />
      <NewTenantSection />
    </>
  );
}

const card = 'flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5';

function TenantSection({ tenant }: { tenant: Me['tenant'] }) {
  const may = useMay('role.manage');
  const [name, setName] = useState(tenant.name);
  const [timeZone, setTimeZone] = useState(tenant.timeZone);
  const save = useChange({ shownInPlace: true, renews: [keys.me], said: 'Saved', change: () => api.updateTenant({ body: { name: name.trim(), timeZone: timeZone.trim() } }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate(undefined);
  };
  const errors = fieldErrorsOf(save.error);
  return (
    <Section title="Organisation" text="What everybody here shares: projects, repositories, members, budgets.">
      <form onSubmit={submit} className={card}>
        <Field label="Name" error={name.trim() === '' ? 'An organisation needs a name' : errors['name']}>
          {(ids) => <Input {...ids} value={name} disabled={!may} onChange={(event) => setName(event.target.value)} maxLength={100} />}
        </Field>
        <Field label="Time zone" error={errors['timeZone']} hint="Where the days, weeks and months of its budgets begin">
          {(ids) => <Input {...ids} value={timeZone} disabled={!may} onChange={(event) => setTimeZone(event.target.value)} list="time-zones" autoComplete="off" spellCheck={false} className="sm:max-w-72" />}
        </Field>
        <datalist id="time-zones">
          {zones.map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </datalist>
        {save.error && Object.keys(errors).length === 0 ? <ProblemNote error={save.error} /> : null}
        {may ? (
          <Button look="primary" type="submit" className="self-start" busy={save.isPending} disabled={name.trim() === tenant.name && timeZone.trim() === tenant.timeZone}>
            Save
          </Button>
        ) : null}
      </form>
    </Section>
  );
}

function ProfileSection({ user }: { user: Me['user'] }) {
  const [name, setName] = useState(user.name);
  const save = useChange({ renews: [keys.me, ['members']], said: 'Saved', change: () => api.updateMe({ body: { name: name.trim() } }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate(undefined);
  };
  return (
    <Section title="You" text={user.email}>
      <form onSubmit={submit} className={card}>
        <Field label="Your name" hint="How others see you here">
          {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} maxLength={100} autoComplete="name" className="sm:max-w-72" />}
        </Field>
        <Button look="primary" type="submit" className="self-start" busy={save.isPending} disabled={name.trim() === '' || name.trim() === user.name}>
          Save
        </Button>
      </form>
    </Section>
  );
}
