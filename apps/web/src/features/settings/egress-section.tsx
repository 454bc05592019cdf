import type { Project } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Textarea } from '../../components/field.tsx';
import { readEgress } from './read-egress.ts';
import { Section } from './section.tsx';
import { useUpdateProject } from './update-project.ts';

/** The entry that stands for the package registries of the runner’s machine. */
const registriesPreset = 'registries';

/** What agents of this project may reach while they work. */
export function EgressSection({ project }: { project: Project }) {
  const update = useUpdateProject(project.id);
  const [registries, setRegistries] = useState(project.egress.includes(registriesPreset));
  const [text, setText] = useState(() => project.egress.filter((entry) => entry !== registriesPreset).join('\n'));
  const [problem, setProblem] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const read = readEgress(text);
    setProblem(read.ok ? undefined : read.problem);
    if (!read.ok) return;
    const hosts = read.entries.filter((entry) => entry !== registriesPreset);
    setText(hosts.join('\n'));
    update.mutate({ egress: [...(registries ? [registriesPreset] : []), ...hosts] });
  };
  return (
    <Section title="Network" text="Agents work without a network: they reach their model and nothing else. What is named here they may reach as well; every attempt is shown on its run.">
      <form onSubmit={submit} className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5">
        <label className="flex items-center gap-2.5 text-sm">
          <input type="checkbox" checked={registries} onChange={(event) => setRegistries(event.target.checked)} className="size-4 accent-accent" />
          Package registries
        </label>
        <Field label="Hosts" error={problem} hint="One a line: example.org, *.example.org, or example.org:8443">
          {(ids) => <Textarea {...ids} rows={4} value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} placeholder="none" className="font-mono sm:text-[13px]" />}
        </Field>
        <Button look="primary" type="submit" className="self-start" busy={update.isPending}>
          Save
        </Button>
      </form>
    </Section>
  );
}
