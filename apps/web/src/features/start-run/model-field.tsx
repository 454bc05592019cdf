import type { ModelAvailability } from '@lime/contracts';
import { useState } from 'react';
import { Field, Input, Select } from '../../components/field.tsx';
import { messageOf } from '../../lib/api.ts';
import { useModels } from '../../lib/list-models.ts';
import { priceWords } from '../../lib/money.ts';
import type { AgentDraft } from './run-draft.ts';

type ModelFieldProps = { agent: AgentDraft; error: string | undefined; onChange: (part: Partial<AgentDraft>) => void };

/** Stands for a model that the list does not have. */
const other = '*';

/** The model of an agent: the server's own choice, one of those that it can have, or another by name. */
export function ModelField({ agent, error, onChange }: ModelFieldProps) {
  const models = useModels();
  const available = models.data?.find((one) => one.provider === agent.provider);
  const choices = available?.choices ?? [];
  const listed = agent.model === '' || choices.some((choice) => choice.name === agent.model);
  const [typing, setTyping] = useState(false);
  const typed = typing || (available !== undefined && !listed);
  const chosen = choices.find((choice) => choice.name === (agent.model || available?.model));
  const choose = (value: string) => {
    setTyping(value === other);
    onChange({ model: value === other ? '' : value });
  };
  return (
    <>
      <Field label="Model" error={typed ? undefined : (error ?? (models.error ? messageOf(models.error) : undefined))} hint={chosen && !typed ? `${priceWords(chosen)}, a million tokens` : undefined}>
        {(ids) => (
          <Select {...ids} value={typed ? other : agent.model} onChange={(event) => choose(event.target.value)}>
            <option value="">{usualModel(available)}</option>
            {choices.map((choice) => (
              <option key={choice.name} value={choice.name}>
                {choice.name} · {priceWords(choice)}
              </option>
            ))}
            {models.data === undefined && agent.model !== '' ? <option value={agent.model}>{agent.model}</option> : null}
            <option value={other}>Another…</option>
          </Select>
        )}
      </Field>
      {typed ? (
        <Field label="Name of the model" error={error} hint="One that this server knows the price of" className="mt-3">
          {(ids) => <Input {...ids} value={agent.model} onChange={(event) => onChange({ model: event.target.value })} placeholder={available?.model ?? 'model'} autoComplete="off" spellCheck={false} autoFocus={typing} className="font-mono sm:text-[13px]" />}
        </Field>
      ) : null}
    </>
  );
}

function usualModel(available: ModelAvailability | undefined): string {
  return available?.model ? `Default: ${available.model}` : 'Default';
}
