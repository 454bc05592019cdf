import { Provider } from '@lime/contracts';
import { Field, Select } from '../../components/field.tsx';
import { providerNames, stateWords } from '../../lib/providers.ts';
import { useProviderState } from '../../lib/use-provider-state.ts';

type ProviderFieldProps = { label: string; provider: Provider; error: string | undefined; onChange: (provider: Provider) => void };

/** Who does the work; beside the name of one who could not, why. */
export function ProviderField({ label, provider, error, onChange }: ProviderFieldProps) {
  const stateOf = useProviderState();
  const said = (one: Provider) => {
    const state = stateOf(one);
    return state === undefined ? { tone: 'ok', words: '' } : stateWords(state);
  };
  const aside = ({ tone, words }: ReturnType<typeof said>) => (tone === 'ok' ? '' : ` (${words.toLowerCase()})`);
  const chosen = said(provider);
  const hint = (
    <>
      {providerNames[provider].text}
      {chosen.tone === 'ok' && chosen.words !== '' ? <span className="block text-ok">{chosen.words}</span> : null}
    </>
  );
  return (
    <Field label={label} error={error} hint={hint}>
      {(ids) => (
        <Select {...ids} value={provider} onChange={(event) => onChange(Provider.parse(event.target.value))}>
          {Provider.options.map((one) => (
            <option key={one} value={one}>
              {providerNames[one].name}
              {aside(said(one))}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
