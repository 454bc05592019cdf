import { AgentMode } from '@lime/contracts';
import { Plus } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Field, Input, Select, Textarea } from '../../components/field.tsx';
import { AgentFields } from './agent-fields.tsx';
import { type AgentDraft, emptyAgent, mostAttempts, type RunDraft, takesAttempts } from './run-draft.ts';

type FieldsProps = { draft: RunDraft; errors: Record<string, string>; onChange: (part: Partial<RunDraft>) => void };

const modes: Record<AgentMode, { name: string; text: string }> = {
  implement: { name: 'Implement', text: 'Makes the change and asks you about it' },
  bugfix: { name: 'Fix a bug', text: 'Shows a check that fails before and passes after' },
  plan: { name: 'Plan', text: 'Reads only; asks you about the tickets it would make' },
  review: { name: 'Review', text: 'Reads only; leaves comments and a verdict' },
};

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

type Choice = RunDraft['setup'];
const asChoice = (value: string): Choice => (value === 'none' || value === 'own' ? value : 'detect');

/** The repository's own commands: found by looking, left out, or given. */
export function CommandFields({ draft, errors, onChange }: FieldsProps) {
  return (
    <>
      <ChoiceField label="Set-up" hint="Installs dependencies; may reach package registries and nothing else" value={draft.setup} own="My own command" onChange={(setup) => onChange({ setup })} />
      {draft.setup === 'own' ? (
        <Field label="Set-up command" error={errors['setup']}>
          {(ids) => <Input {...ids} value={draft.setupCommand} onChange={(event) => onChange({ setupCommand: event.target.value })} placeholder="npm ci" className="font-mono sm:text-[13px]" />}
        </Field>
      ) : null}
      <ChoiceField label="Checks" hint="Run before and after: what was green must stay green" value={draft.checks} own="My own commands" onChange={(checks) => onChange({ checks })} />
      {draft.checks === 'own' ? (
        <Field label="Check commands, one a line" error={errors['checks']}>
          {(ids) => <Textarea {...ids} value={draft.checkCommands} onChange={(event) => onChange({ checkCommands: event.target.value })} placeholder={'npm test\nnpm run lint'} className="font-mono sm:text-[13px]" rows={3} />}
        </Field>
      ) : null}
    </>
  );
}

function ChoiceField({ label, hint, value, own, onChange }: { label: string; hint: string; value: Choice; own: string; onChange: (choice: Choice) => void }) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <Select {...ids} value={value} onChange={(event) => onChange(asChoice(event.target.value))}>
          <option value="detect">Detect</option>
          <option value="none">None</option>
          <option value="own">{own}</option>
        </Select>
      )}
    </Field>
  );
}

export function BoundsFields({ draft, errors, onChange }: FieldsProps) {
  return (
    <Field label={`Most ${draft.agents.length > 1 && takesAttempts(draft.mode) ? 'each attempt' : 'it'} may cost, in dollars`} error={errors['maxCostCents']} hint="Reserved from the budget before it starts. The agent is stopped there, and its work so far is kept.">
      {(ids) => <Input {...ids} inputMode="decimal" value={draft.maxCost} onChange={(event) => onChange({ maxCost: event.target.value })} placeholder="2.50" className="max-w-40" />}
    </Field>
  );
}
