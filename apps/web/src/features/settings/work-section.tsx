import type { Project } from '@lime/contracts';
import { type SubmitEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field, Select } from '../../components/field.tsx';
import { Section } from '../../components/section.tsx';
import { AttemptChoices } from './attempt-choices.tsx';
import { useUpdateProject } from './update-project.ts';

const chains: { name: string; stages: Project['chain'] }[] = [
  { name: 'No chain: one agent does it', stages: [] },
  { name: 'Implement, then review', stages: ['implement', 'review'] },
  { name: 'Implement, review, mend what the review found', stages: ['implement', 'review', 'bugfix'] },
  { name: 'Plan, implement, review, mend', stages: ['plan', 'implement', 'review', 'bugfix'] },
];

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** How work goes on by itself before people are asked, and after a pull request has been. */
export function WorkSection({ project }: { project: Project }) {
  const update = useUpdateProject(project.id);
  const [chain, setChain] = useState(project.chain.join(' '));
  const [maxRounds, setMaxRounds] = useState(project.maxRounds);
  const [followUps, setFollowUps] = useState(project.followUps);
  const [followComments, setFollowComments] = useState(project.followComments);
  const [attempts, setAttempts] = useState(project.attempts);
  const known = chains.some(({ stages }) => stages.join(' ') === project.chain.join(' '));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    update.mutate({ chain: chain === '' ? [] : chain.split(' ').join(' → '), maxRounds, followUps, followComments, attempts });
  };
  const same =
    JSON.stringify(attempts) === JSON.stringify(project.attempts) && followComments === project.followComments && chain === project.chain.join(' ') && maxRounds === project.maxRounds && followUps === project.followUps;
  return (
    <Section title="How work goes on" text="What the runs of this project do unless they say otherwise. Runs keep what they started with.">
      <form onSubmit={submit} className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5">
        <Field label="Before people are asked" hint="The stages that a change goes through, each by an agent">
          {(ids) => (
            <Select {...ids} value={chain} onChange={(event) => setChain(event.target.value)}>
              {chains.map(({ name, stages }) => <option key={name} value={stages.join(' ')}>{name}</option>)}
              {known ? null : <option value={project.chain.join(' ')}>{project.chain.join(' → ')}</option>}
            </Select>
          )}
        </Field>
        <Field label="Rounds" hint="How often a review may send the work back before people are asked all the same">
          {(ids) => (
            <Select {...ids} value={maxRounds} disabled={!chain.includes('bugfix')} onChange={(event) => setMaxRounds(Number(event.target.value))} className="w-28!">
              {numbers(1, 4).map((one) => <option key={one} value={one}>{one}</option>)}
            </Select>
          )}
        </Field>
        <Field label="Follow-ups of a pull request" hint="How many runs its reviews and failed checks may start by themselves. Each is approved like any other; 0: none, people start them">
          {(ids) => (
            <Select {...ids} value={followUps} onChange={(event) => setFollowUps(Number(event.target.value))} className="w-28!">
              {numbers(0, 10).map((one) => <option key={one} value={one}>{one}</option>)}
            </Select>
          )}
        </Field>
        <label className="flex items-center gap-2.5 text-sm has-disabled:opacity-60">
          <input type="checkbox" checked={followComments} disabled={followUps === 0} onChange={(event) => setFollowComments(event.target.checked)} className="size-4 accent-accent" />
          A remark on it may start one too, as a review that asks for changes does
        </label>
        <AttemptChoices attempts={attempts} onChange={setAttempts} />
        <Button look="primary" type="submit" className="self-start" busy={update.isPending} disabled={same}>
          Save
        </Button>
      </form>
    </Section>
  );
}
