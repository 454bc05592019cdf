import { Field, Input, Select, Textarea } from '../../components/field.tsx';
import type { RunOptions } from './run-options.ts';

type Choice = RunOptions['setup'];
const asChoice = (value: string): Choice => (value === 'none' || value === 'own' ? value : 'detect');

/** The repository's own commands: found by looking, left out, or given. */
export function CommandFields({ options, errors, onChange }: { options: RunOptions; errors: Record<string, string>; onChange: (part: Partial<RunOptions>) => void }) {
  return (
    <>
      <div className="flex min-w-0 flex-col gap-4">
        <ChoiceField label="Set-up" hint="Installs dependencies; may reach package registries and nothing else" value={options.setup} own="My own command" onChange={(setup) => onChange({ setup })} />
        {options.setup === 'own' ? (
          <Field label="Set-up command" error={errors['setup']}>
            {(ids) => <Input {...ids} value={options.setupCommand} onChange={(event) => onChange({ setupCommand: event.target.value })} placeholder="npm ci" className="font-mono sm:text-[13px]" />}
          </Field>
        ) : null}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <ChoiceField label="Checks" hint="Run before and after: what was green must stay green" value={options.checks} own="My own commands" onChange={(checks) => onChange({ checks })} />
        {options.checks === 'own' ? (
          <Field label="Check commands, one a line" error={errors['checks']}>
            {(ids) => <Textarea {...ids} value={options.checkCommands} onChange={(event) => onChange({ checkCommands: event.target.value })} placeholder={'npm test\nnpm run lint'} className="font-mono sm:text-[13px]" rows={3} />}
          </Field>
        ) : null}
      </div>
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
