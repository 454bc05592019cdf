import type { Project } from '@lime/contracts';
import { MergePolicy } from '@lime/contracts';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Input, Select } from '../../components/field.tsx';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { BudgetSection } from './budget-section.tsx';
import { EgressSection } from './egress-section.tsx';
import { EnvVarSection } from '../../keep/env-var-section.tsx';
import { Section } from '../../components/section.tsx';
import { useUpdateProject } from './update-project.ts';

const merges: Record<MergePolicy, { name: string; text: string }> = {
  none: { name: 'Push the branch only', text: 'The approved change is pushed as a branch of its own; merging is left to people.' },
  ff: { name: 'Fast-forward', text: 'The target branch moves to the approved change, when nothing else has come in between.' },
  commit: { name: 'Merge commit', text: 'The approved change is merged into the target branch by a commit.' },
  pull_request: { name: 'Pull request', text: 'The approved change is pushed as a branch of its own, and a pull request is opened for it.' },
};

/** Must be keyed by the project. `repositories`: the section about what it works on. */
export function ProjectSettingsPage({ project, repositories }: { project: Project; repositories: ReactNode }) {
  usePageTitle(`${project.name} settings`);
  return (
    <>
      <GeneralSection project={project} />
      <ReviewSection project={project} />
      {repositories}
      <EgressSection project={project} />
      <EnvVarSection scope={{ type: 'project', id: project.id }} text="The checks of this project’s runs get them, and nobody else: neither agents nor set-up. Secrets are masked in everything that a run says." none="No variables. Checks run with an empty environment of their own." />
      <EnvVarSection scope={{ type: 'agent', id: project.id }} title="Variables of agents" text="The agents of this project find them in their own sandbox, and can read them: give them nothing that they should not know." none="No variables. Agents find none of yours." />
      <BudgetSection projectId={project.id} />
    </>
  );
}

function GeneralSection({ project }: { project: Project }) {
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

function ReviewSection({ project }: { project: Project }) {
  const update = useUpdateProject(project.id);
  const { gatePolicy } = project;
  const [approvals, setApprovals] = useState(gatePolicy.approvals);
  const [authorMayApprove, setAuthorMayApprove] = useState(gatePolicy.authorMayApprove);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    update.mutate({ gatePolicy: { ...gatePolicy, approvals, authorMayApprove } });
  };
  return (
    <Section title="Review" text="Who must say yes before a change leaves the sandbox. Runs keep the rule they started with.">
      <form onSubmit={submit} className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5">
        <Field label="Approvals needed" {...(gatePolicy.roles.length > 0 ? { hint: `By people who are ${gatePolicy.roles.join(' or ')}` } : {})}>
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
        <label className="flex items-center gap-2.5 text-sm">
          <input type="checkbox" checked={authorMayApprove} onChange={(event) => setAuthorMayApprove(event.target.checked)} className="size-4 accent-accent" />
          Who asked for the work may approve it
        </label>
        <Button look="primary" type="submit" className="self-start" busy={update.isPending} disabled={approvals === gatePolicy.approvals && authorMayApprove === gatePolicy.authorMayApprove}>
          Save
        </Button>
      </form>
    </Section>
  );
}
