import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { useRoles } from './list-roles.ts';

/** Which roles somebody has. */
export function RoleChoices({ chosen, onChange, error }: { chosen: string[]; onChange: (roleIds: string[]) => void; error?: string | undefined }) {
  const roles = useRoles();
  if (roles.error) return <ProblemNote error={roles.error} onRetry={() => void roles.refetch()} />;
  if (roles.data === undefined) return <SkeletonList count={3} label="Loading the roles" />;
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1.5 text-[13px] font-medium">Roles</legend>
      {roles.data.map(({ id, name, about }) => (
        <label key={id} className="flex items-baseline gap-2.5 py-1 text-sm">
          <input type="checkbox" checked={chosen.includes(id)} onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))} className="size-4 translate-y-0.5 accent-accent" />
          <span className="shrink-0 font-medium">{name}</span>
          <span className="text-[13px] text-muted">{about}</span>
        </label>
      ))}
      {error === undefined ? null : <p role="alert" className="mt-1 text-[13px] text-bad">{error}</p>}
    </fieldset>
  );
}
