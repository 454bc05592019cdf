import { EgressFields } from '../../components/egress-fields.tsx';
import { Field, Select } from '../../components/field.tsx';
import { egressWords, splitEgress } from '../../lib/read-egress.ts';
import { RunOptions } from './run-options.ts';

type NetworkFieldsProps = { options: RunOptions; projectEgress: readonly string[]; errors: Record<string, string>; onChange: (part: Partial<RunOptions>) => void };

/** What the agent may reach: what the project allows, or less. */
export function NetworkFields({ options, projectEgress, errors, onChange }: NetworkFieldsProps) {
  const choose = (network: RunOptions['network']) => onChange({ network, ...(network === 'own' && options.hosts === '' && !options.registries ? splitEgress(projectEgress) : {}) });
  if (projectEgress.length === 0 && options.network === 'project') {
    return (
      <div className="flex flex-col gap-1.5 sm:col-span-2">
        <p className="text-[13px] font-medium">Network</p>
        <p className="text-[13px] text-muted">None: this project lets agents reach their model and nothing else. Hosts are named in the project’s settings.</p>
      </div>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-3 sm:col-span-2">
      <Field label="Network" hint={`The project allows ${egressWords(projectEgress)}; a run may have less of it, and no more`}>
        {(ids) => (
          <Select {...ids} value={options.network} onChange={(event) => choose(RunOptions.shape.network.parse(event.target.value))}>
            <option value="project">What the project allows</option>
            <option value="own">Only some hosts</option>
            <option value="none">Nothing</option>
          </Select>
        )}
      </Field>
      {options.network === 'own' ? <EgressFields registries={options.registries} hosts={options.hosts} error={egressErrorOf(errors)} onChange={onChange} /> : null}
    </div>
  );
}

/** The server names the entry that it refuses by its place. */
function egressErrorOf(errors: Record<string, string>): string | undefined {
  return Object.entries(errors).find(([path]) => /^egress\b/.test(path))?.[1];
}
