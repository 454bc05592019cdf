import { AgentMode } from '@lime/contracts';
import { Plus } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Field, Input, Select } from '../../components/field.tsx';
import { modes } from '../../lib/modes.ts';
import { AgentFields } from './agent-fields.tsx';
import { type AgentDraft, emptyAgent, mostAttempts, type RunDraft, takesAttempts } from './run-draft.ts';

type FieldsProps = { draft: RunDraft; errors: Record<string, string>; onChange: (part: Partial<RunDraft>) => void };

/** What shall be done, and where. */
export function WorkFields({ draft, errors, onChange }: FieldsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[1fr_11rem]">
        <Field label="Repository" error={errors['repository.url'] ?? errors['repository']} hint="A path on the runner, or a file, https or ssh URL">
          {(ids) => <Input {...ids} value={draft.url} onChange={(event) => onChange({ url: event.target.value })} placeholder="https://github.com/you/project.git" autoComplete="off" spellCheck={false} autoFocus={draft.url === ''} />}
        </Field>
        <Field label="Branch, tag or commit" error={errors['repository.ref']} hint="Empty: the default branch">
          {(ids) => <Input {...ids} value={draft.ref} onChange={(event) => onChange({ ref: event.target.value })} placeholder="main" autoComplete="off" spellCheck={false} />}
        </Field>
      </div>
      <Field label="Mode" error={errors['mode']} hint={modes[draft.mode].text}>
        {(ids) => (
          <Select {...ids} value={draft.mode} onChange={(event) => onChange({ mode: AgentMode.parse(event.target.value) })}>
            {AgentMode.options.map((mode) => (
              <option key={mode} value={mode}>
                {modes[mode].name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {draft.mode === 'plan' ? (
        <label className="-mt-1 flex items-center gap-2.5 text-sm">
          <input type="checkbox" checked={draft.implementAfter} onChange={(event) => onChange({ implementAfter: event.target.checked })} className="size-4 accent-accent" />
          When the plan is approved, start a run for each of its tickets
        </label>
      ) : null}
      <Agents draft={draft} errors={errors} onChange={onChange} />
    </>
  );
}

/** One agent, or several that do the same work side by side. */
function Agents({ draft, errors, onChange }: FieldsProps) {
  const several = takesAttempts(draft.mode);
  const shown = several ? draft.agents : draft.agents.slice(0, 1);
  const change = (index: number, part: Partial<AgentDraft>) => onChange({ agents: draft.agents.map((agent, at) => (at === index ? { ...agent, ...part } : agent)) });
  return (
    <div className="flex flex-col gap-3">
      {shown.map((agent, index) => (
        <AgentFields
          key={index}
          agent={agent}
          errors={within(errors, `attempts.${index}.`)}
          number={shown.length === 1 ? null : index + 1}
          onChange={(part) => change(index, part)}
          onRemove={() => onChange({ agents: draft.agents.filter((_, at) => at !== index) })}
        />
      ))}
      {several && shown.length < mostAttempts ? (
        <Button small look="ghost" className="self-start" onClick={() => onChange({ agents: [...draft.agents, shown.at(-1) ?? emptyAgent] })}>
          <Plus size={14} aria-hidden /> Another attempt beside it
        </Button>
      ) : null}
      {shown.length > 1 ? <p className="text-[13px] text-muted">Each attempt works by itself and has a budget of its own. Approving one sets the others aside.</p> : null}
    </div>
  );
}

/** The errors below a path, by the rest of their paths. */
function within(errors: Record<string, string>, path: string): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).flatMap(([key, message]) => (key.startsWith(path) ? [[key.slice(path.length), message]] : [])));
}
