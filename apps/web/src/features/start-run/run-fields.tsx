import { AgentMode } from '@lime/contracts';
import { Field, Input, Select, Textarea } from '../../components/field.tsx';
import { messageOf } from '../../lib/api.ts';
import { useRecipes } from './list-recipes.ts';
import { OptionsField } from './options-field.tsx';
import type { RunDraft } from './run-draft.ts';

type FieldsProps = { draft: RunDraft; errors: Record<string, string>; onChange: (part: Partial<RunDraft>) => void };

const modes: Record<AgentMode, string> = { implement: 'Implement', bugfix: 'Fix a bug', plan: 'Plan only', review: 'Review' };

/** What shall be done, and where. */
export function WorkFields({ draft, errors, onChange }: FieldsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[1fr_11rem]">
        <Field label="Repository" error={errors['repository.url']} hint="A path on the runner, or a file, https or ssh URL">
          {(ids) => <Input {...ids} value={draft.url} onChange={(event) => onChange({ url: event.target.value })} placeholder="https://github.com/you/project.git" autoComplete="off" spellCheck={false} autoFocus={draft.url === ''} />}
        </Field>
        <Field label="Branch, tag or commit" error={errors['repository.ref']} hint="Empty: the default branch">
          {(ids) => <Input {...ids} value={draft.ref} onChange={(event) => onChange({ ref: event.target.value })} placeholder="main" autoComplete="off" spellCheck={false} />}
        </Field>
      </div>
      <RecipeFields draft={draft} errors={errors} onChange={onChange} />
      <OptionsField options={draft.options} error={errors['recipe.options']} onChange={(options) => onChange({ options })} />
    </>
  );
}

function RecipeFields({ draft, errors, onChange }: FieldsProps) {
  const recipes = useRecipes();
  const chosen = recipes.data?.find((recipe) => recipe.name === draft.recipe);
  return (
    <div className="grid gap-4 sm:grid-cols-[1fr_11rem]">
      <Field label="Recipe" error={errors['recipe.name'] ?? (recipes.error ? messageOf(recipes.error) : undefined)} hint={chosen?.description ?? 'What the agent does'}>
        {(ids) => (
          <Select {...ids} value={chosen === undefined ? '' : draft.recipe} onChange={(event) => onChange({ recipe: event.target.value })}>
            <option value="" disabled>
              {recipes.isPending ? 'Loading…' : 'Choose a recipe'}
            </option>
            {recipes.data?.map((recipe) => (
              <option key={recipe.name} value={recipe.name}>
                {recipe.title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Mode" error={errors['mode']}>
        {(ids) => (
          <Select {...ids} value={draft.mode} onChange={(event) => onChange({ mode: AgentMode.parse(event.target.value) })}>
            {AgentMode.options.map((mode) => (
              <option key={mode} value={mode}>
                {modes[mode]}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
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
    <Field label="Most it may cost, in dollars" error={errors['maxCostCents']} hint="Reserved from the budget before it starts. Empty: only the budget limits it.">
      {(ids) => <Input {...ids} inputMode="decimal" value={draft.maxCost} onChange={(event) => onChange({ maxCost: event.target.value })} placeholder="2.50" className="max-w-40" />}
    </Field>
  );
}
