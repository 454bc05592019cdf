import { subjectWords } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { FilterChip } from '../../components/filter-chip.tsx';
import { Input } from '../../components/field.tsx';
import { api } from '../../lib/client.ts';

export type AuditNarrowing = { actor?: string; action?: string; on?: string; days?: string };

const subjects = ['api_key', 'board', 'budget', 'connector', 'deployment', 'effect', 'env_var', 'gate', 'hook', 'instruction', 'invitation', 'label', 'pipeline', 'project', 'pull_request', 'repository', 'role', 'run', 'session', 'sign_in', 'sign_in_link', 'tenant', 'ticket', 'user', 'webhook'];
const times = [
  { value: '1', name: 'The last day' },
  { value: '7', name: 'The last 7 days' },
  { value: '30', name: 'The last 30 days' },
];

/** As the server is asked for it. Days are counted from the full hour, so that the question stays the same for a while. */
export function queryOf({ actor, action, on, days }: AuditNarrowing): Record<string, string> {
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined || action.trim() === '' ? {} : { action: action.trim() }),
    ...(on === undefined ? {} : { targetType: on }),
    ...(days === undefined ? {} : { from: new Date(hour - Number(days) * 86_400_000).toISOString() }),
  };
}

export function AuditFilters({ narrowing, onChange }: { narrowing: AuditNarrowing; onChange: (narrowing: AuditNarrowing) => void }) {
  const members = useQuery({ queryKey: ['members', 'choices'], queryFn: async ({ signal }) => (await api.listUsers({ query: { limit: 200 } }, { signal })).items.map(({ id, name, email }) => ({ value: id, name: name === '' ? email : name })) });
  const set = (name: keyof AuditNarrowing) => (value: string | null) => onChange({ ...Object.fromEntries(Object.entries(narrowing).filter(([key]) => key !== name)), ...(value === null || value === '' ? {} : { [name]: value }) });
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap items-center gap-2">
      <FilterChip name="Who" value={narrowing.actor ?? null} choices={members.data ?? []} onChange={set('actor')} />
      <FilterChip name="On" value={narrowing.on ?? null} choices={subjects.map((value) => ({ value, name: subjectWords(value) }))} onChange={set('on')} />
      <FilterChip name="When" value={narrowing.days ?? null} choices={times} onChange={set('days')} />
      <Input aria-label="Action, or how it begins" value={narrowing.action ?? ''} onChange={(event) => set('action')(event.target.value)} list="audit-subjects" placeholder="Action, such as gate.approve" autoComplete="off" spellCheck={false} className="h-8! w-60! rounded-full!" />
      <datalist id="audit-subjects">
        {subjects.map((subject) => (
          <option key={subject}>{`${subject}.`}</option>
        ))}
      </datalist>
    </div>
  );
}
