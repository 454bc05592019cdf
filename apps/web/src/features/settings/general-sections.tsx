import { MergePolicy, type Project } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Input, Select } from '../../components/field.tsx';
import { Section } from '../../components/section.tsx';
import { api } from '../../lib/client.ts';
import { useUpdateProject } from './update-project.ts';

const merges: Record<MergePolicy, { name: string; text: string }> = {
  none: { name: 'Push the branch only', text: 'The approved change is pushed as a branch of its own; merging is left to people.' },
  ff: { name: 'Fast-forward', text: 'The target branch moves to the approved change, when nothing else has come in between.' },
  commit: { name: 'Merge commit', text: 'The approved change is merged into the target branch by a commit.' },
  pull_request: { name: 'Pull request', text: 'The approved change is pushed as a branch of its own, and a pull request is opened for it.' },
};

const useRoleNames = () => useQuery({ queryKey: ['roles', 'names'], queryFn: async ({ signal }) => (await api.listRoles({ query: { limit: 200 } }, { signal })).items.map(({ name }) => name) });

/** What it is called, and what becomes of approved changes. */
export function GeneralSection({ project }: { project: Project }) {
  const update = useUpdateProject(project.id);
  const [name, setName] = useState(project.name);
  const [merge, setMerge] = useState(project.merge);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() !== '') update.mutate({ name: name.trim(), merge });
  };
  return (
    <Section title="Project">
      <form onSubmit={submit} className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5">
        <Field label="Name" error={name.trim() === '' ? 'A project needs a name' : undefined}>
          {(ids) => <Input {...ids} value={name} onChange={(event) => setName(event.target.value)} maxLength={100} />}
        </Field>
        <Field label="After approval" hint={merges[merge].text}>
          {(ids) => (
            <Select {...ids} value={merge} onChange={(event) => setMerge(MergePolicy.parse(event.target.value))}>
              {MergePolicy.options.map((option) => (
                <option key={option} value={option}>
                  {merges[option].name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button look="primary" type="submit" className="self-start" busy={update.isPending} disabled={name.trim() === project.name && merge === project.merge}>
          Save
        </Button>
      </form>
    </Section>
  );
}

/** Who must say yes. */
export function ReviewSection({ project }: { project: Project }) {
  const update = useUpdateProject(project.id);
  const { gatePolicy } = project;
  const [approvals, setApprovals] = useState(gatePolicy.approvals);
  const [roles, setRoles] = useState(gatePolicy.roles);
  const [authorMayApprove, setAuthorMayApprove] = useState(gatePolicy.authorMayApprove);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    update.mutate({ gatePolicy: { roles, approvals, authorMayApprove } });
  };
  return (
    <Section title="Review" text="Who must say yes before a change leaves the sandbox. Runs keep the rule they started with.">
      <form onSubmit={submit} className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5">
        <Field label="Approvals needed">
          {(ids) => (
            <Select {...ids} value={approvals} onChange={(event) => setApprovals(Number(event.target.value))} className="w-28!">
              {Array.from({ length: 10 }, (_, index) => (
                <option key={index} value={index + 1}>
                  {index + 1}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <RoleChoice chosen={roles} onChange={setRoles} />
        <label className="flex items-center gap-2.5 text-sm">
          <input type="checkbox" checked={authorMayApprove} onChange={(event) => setAuthorMayApprove(event.target.checked)} className="size-4 accent-accent" />
          Who asked for the work may approve it
        </label>
        <Button look="primary" type="submit" className="self-start" busy={update.isPending} disabled={approvals === gatePolicy.approvals && roles.join() === gatePolicy.roles.join() && authorMayApprove === gatePolicy.authorMayApprove}>
          Save
        </Button>
      </form>
    </Section>
  );
}

/** Of which roles the people must be who say yes. */
function RoleChoice({ chosen, onChange }: { chosen: string[]; onChange: (roles: string[]) => void }) {
  const known = useRoleNames().data ?? chosen;
  const all = [...new Set([...known, ...chosen])];
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-[13px] font-medium">Only people of these roles count</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {all.map((role) => (
          <label key={role} className="flex items-center gap-2 text-sm">
            <input type="checkbox" checked={chosen.includes(role)} onChange={(event) => onChange(all.filter((one) => (one === role ? event.target.checked : chosen.includes(one))))} className="size-4 accent-accent" />
            {role}
          </label>
        ))}
      </div>
      <p className="text-[13px] text-faint">None chosen: everybody who may approve</p>
    </fieldset>
  );
}
