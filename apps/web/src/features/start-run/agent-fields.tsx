import { X } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { Field, Select } from '../../components/field.tsx';
import { ProviderNote } from '../../components/provider-note.tsx';
import { messageOf } from '../../lib/api.ts';
import { useRecipes } from './list-recipes.ts';
import { ModelField } from './model-field.tsx';
import { OptionsField } from './options-field.tsx';
import { ProviderField } from './provider-field.tsx';
import type { AgentDraft } from './run-draft.ts';

type AgentProps = {
  agent: AgentDraft;
  /** What is wrong, by field path within the agent. */
  errors: Record<string, string>;
  /** Counts from 1; null when there is only this one. */
  number: number | null;
  onChange: (part: Partial<AgentDraft>) => void;
  onRemove: () => void;
};

/** Who does the work: a recipe with its options, or a language model's agent. */
export function AgentFields({ agent, errors, number, onChange, onRemove }: AgentProps) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-3.5 rounded-xl border border-line p-3.5">
      <legend className="sr-only">{number === null ? 'Who does it' : `Attempt ${number}`}</legend>
      <div className="grid gap-4 sm:grid-cols-[13rem_1fr]">
        <ProviderField label={number === null ? 'Who does it' : `Attempt ${number}`} provider={agent.provider} error={errors['provider']} onChange={(provider) => onChange({ provider, model: '' })} />
        <div className="flex min-w-0 gap-2">
          <div className="min-w-0 flex-1">{agent.provider === 'recipe' ? <RecipeField agent={agent} errors={errors} onChange={onChange} /> : <ModelField key={agent.provider} agent={agent} error={errors['model']} onChange={onChange} />}</div>
          {number === null ? null : (
            <IconButton label={`Remove attempt ${number}`} className="mt-[27px]" onClick={onRemove}>
              <X size={15} aria-hidden />
            </IconButton>
          )}
        </div>
      </div>
      {agent.provider === 'recipe' ? <OptionsField options={agent.options} error={errors['recipe.options']} onChange={(options) => onChange({ options })} /> : null}
      <ProviderNote provider={agent.provider} />
    </fieldset>
  );
}

function RecipeField({ agent, errors, onChange }: Pick<AgentProps, 'agent' | 'errors' | 'onChange'>) {
  const recipes = useRecipes();
  const chosen = recipes.data?.find((recipe) => recipe.name === agent.recipe);
  return (
    <Field label="Recipe" error={errors['recipe.name'] ?? errors['recipe'] ?? (recipes.error ? messageOf(recipes.error) : undefined)} hint={chosen?.description ?? 'What it does'}>
      {(ids) => (
        <Select {...ids} value={chosen === undefined ? '' : agent.recipe} onChange={(event) => onChange({ recipe: event.target.value })}>
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
  );
}
