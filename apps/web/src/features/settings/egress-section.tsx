import type { Project } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { EgressFields } from '../../components/egress-fields.tsx';
import { readEgress, splitEgress } from '../../lib/read-egress.ts';
import { Section } from '../../components/section.tsx';
import { useUpdateProject } from './update-project.ts';

/** What agents of this project may reach while they work. */
export function EgressSection({ project }: { project: Project }) {
  const update = useUpdateProject(project.id);
  const [egress, setEgress] = useState(() => splitEgress(project.egress));
  const saved = splitEgress(project.egress);
  const [problem, setProblem] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const read = readEgress(egress);
    setProblem(read.ok ? undefined : read.problem);
    if (!read.ok) return;
    setEgress(splitEgress(read.entries));
    update.mutate({ egress: read.entries });
  };
  return (
    <Section title="Network" text="Agents work without a network: they reach their model and nothing else. What is named here they may reach as well; every attempt is shown on its run.">
      <form onSubmit={submit} className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5">
        <EgressFields {...egress} error={problem} onChange={(part) => setEgress((before) => ({ ...before, ...part }))} />
        <Button look="primary" type="submit" className="self-start" busy={update.isPending} disabled={egress.registries === saved.registries && egress.hosts.trim() === saved.hosts}>
          Save
        </Button>
      </form>
    </Section>
  );
}
