import { Provider, type Project } from '@lime/contracts';
import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { Input, Select } from '../../components/field.tsx';
import { providerNames } from '../../lib/providers.ts';

type Attempts = Project['attempts'];
const agents = Provider.exclude(['recipe']);
const first: Attempts = [{ provider: 'claude' }, { provider: 'codex' }];

/** Who does the same work side by side when attempts are asked for and nobody is named: two to five, or nobody. */
export function AttemptChoices({ attempts, onChange }: { attempts: Attempts; onChange: (attempts: Attempts) => void }) {
  const put = (index: number, part: Partial<Attempts[number]>) => onChange(attempts.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-[13px] font-medium">Attempts</legend>
      {attempts.map(({ provider, recipe, model }, index) => (
        <div key={index} className="flex flex-wrap items-center gap-2">
          {recipe === undefined ? (
            <>
              <Select aria-label={`Who makes attempt ${index + 1}`} value={provider} onChange={(event) => put(index, { provider: agents.parse(event.target.value) })} className="w-40!">
                {agents.options.map((one) => <option key={one} value={one}>{providerNames[one].name}</option>)}
              </Select>
              <Input aria-label={`Model of attempt ${index + 1}`} value={model ?? ''} placeholder="its usual model" onChange={(event) => onChange(attempts.map((one, at) => (at === index ? withModel(one, event.target.value) : one)))} autoComplete="off" spellCheck={false} className="w-auto! min-w-32 flex-1 font-mono sm:text-[13px]" />
            </>
          ) : (
            <span className="flex-1">Recipe {recipe.name}</span>
          )}
          {/* One alone is no comparison: with the second but last all go. */}
          <IconButton label={`Remove attempt ${index + 1}`} onClick={() => onChange(attempts.length === 2 ? [] : attempts.filter((_, at) => at !== index))}>
            <X size={15} aria-hidden />
          </IconButton>
        </div>
      ))}
      {attempts.length >= 5 ? null : (
        <Button small className="self-start" onClick={() => onChange(attempts.length === 0 ? first : [...attempts, { provider: 'claude' }])}>
          <Plus size={14} aria-hidden /> {attempts.length === 0 ? 'Choose who makes them' : 'Another attempt'}
        </Button>
      )}
      <p className="text-[13px] text-faint">Who does the same work side by side when attempts are asked for and nobody is named</p>
    </fieldset>
  );
}

function withModel({ provider, label }: Attempts[number], model: string): Attempts[number] {
  return { provider, ...(label === undefined ? {} : { label }), ...(model.trim() === '' ? {} : { model: model.trim() }) };
}
