import { AgentTool, toolsIn } from '@lime/contracts';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Field, Input } from '../../components/field.tsx';
import { useModels } from '../../lib/list-models.ts';
import { useRunners } from '../../lib/list-runners.ts';
import { money } from '../../lib/money.ts';
import { runnerCount } from '../../lib/providers.ts';
import { CommandFields } from './command-fields.tsx';
import { NetworkFields } from './network-fields.tsx';
import { type RunDraft, takesAttempts } from './run-draft.ts';
import { labelsOf, mayChange, type RunOptions, unusualOptions } from './run-options.ts';

type OptionFieldsProps = {
  draft: RunDraft;
  /** What the project lets agents reach. */
  projectEgress: readonly string[];
  errors: Record<string, string>;
  onChange: (part: Partial<RunOptions>) => void;
};

const places = /^(setup|checks|tools|egress|labels|maxCostCents)\b/;

/** What seldom needs saying, folded away; what of it is not as usual stands beside the title. */
export function OptionFields({ draft, projectEgress, errors, onChange }: OptionFieldsProps) {
  const { options, mode } = draft;
  const [opened, setOpened] = useState(false);
  const open = opened || Object.keys(errors).some((path) => places.test(path));
  const unusual = unusualOptions(options, mode);
  return (
    <details className="group rounded-xl border border-line" open={open} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary className="flex items-baseline gap-2 rounded-xl px-3.5 py-2.5 text-[13px] select-none">
        <ChevronRight size={14} aria-hidden className="shrink-0 translate-y-0.5 text-faint transition-transform group-open:rotate-90" />
        <span className="font-medium">Options</span>
        <span className="min-w-0 truncate text-muted">{unusual.length === 0 ? 'commands, tools, network, runners, cost: as usual' : unusual.join(' · ')}</span>
      </summary>
      <div className="grid gap-4 px-3.5 pt-1 pb-3.5 sm:grid-cols-2">
        <CommandFields options={options} errors={errors} onChange={onChange} />
        {mayChange(mode) ? <ToolFields tools={options.tools} onChange={(tools) => onChange({ tools })} /> : null}
        <NetworkFields options={options} projectEgress={projectEgress} errors={errors} onChange={onChange} />
        <LabelsField labels={options.labels} error={errors['labels']} onChange={(labels) => onChange({ labels })} />
        <CostField draft={draft} error={errors['maxCostCents']} onChange={(maxCost) => onChange({ maxCost })} />
      </div>
    </details>
  );
}

const toolNames: Record<AgentTool, string> = { read: 'Read files', grep: 'Search', edit: 'Change files', bash: 'Run commands' };

function ToolFields({ tools, onChange }: { tools: AgentTool[]; onChange: (tools: AgentTool[]) => void }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5 sm:col-span-2">
      <legend className="float-left text-[13px] font-medium">What a model’s agent may do</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {AgentTool.options.map((tool) => (
          <label key={tool} className="flex items-center gap-2.5 text-sm">
            <input type="checkbox" checked={tools.includes(tool)} disabled={toolsIn(tools.filter((one) => one !== tool)).includes(tool)} onChange={(event) => onChange(toolsIn(AgentTool.options.filter((one) => (one === tool ? event.target.checked : tools.includes(one)))))} className="size-4 accent-accent" />
            {toolNames[tool]}
          </label>
        ))}
      </div>
      {tools.includes('edit') ? null : <p className="text-[13px] text-warn">Then it can change nothing, and there is nothing to review at the end.</p>}
    </fieldset>
  );
}

function LabelsField({ labels, error, onChange }: { labels: string; error: string | undefined; onChange: (labels: string) => void }) {
  const runners = useRunners().data ?? [];
  const wanted = labelsOf(labels);
  const able = runners.filter((runner) => runner.online && wanted.every((label) => runner.labels.includes(label))).length;
  const known = [...new Set(runners.flatMap((runner) => runner.labels))];
  const hint = wanted.length > 0 ? (able > 0 ? `${runnerCount(able)} could take it now` : 'No runner that is online has all of these: the run waits for one') : known.length > 0 ? `Empty: any. There are: ${known.join(', ')}` : 'Empty: any. No runner has a label yet';
  return (
    <Field label="Labels its runner must have" error={error} hint={hint}>
      {(ids) => <Input {...ids} value={labels} onChange={(event) => onChange(event.target.value)} placeholder="gpu, arm64" autoComplete="off" spellCheck={false} />}
    </Field>
  );
}

function CostField({ draft, error, onChange }: { draft: RunDraft; error: string | undefined; onChange: (maxCost: string) => void }) {
  const usual = useModels().data?.[0]?.defaultMaxCostCents;
  const modelled = draft.agents.some((agent) => agent.provider !== 'recipe');
  const several = draft.agents.length > 1 && takesAttempts(draft.mode);
  const hint = modelled ? `Reserved before it starts; there it is stopped, and its work so far is kept.${usual === undefined ? '' : ` Empty: ${money(usual)}`}` : 'A recipe costs nothing';
  return (
    <Field label={`Most ${several ? 'each attempt' : 'it'} may cost, in dollars`} error={error} hint={hint}>
      {(ids) => <Input {...ids} inputMode="decimal" value={draft.options.maxCost} onChange={(event) => onChange(event.target.value)} placeholder={modelled && usual !== undefined ? (usual / 100).toFixed(2) : '2.50'} />}
    </Field>
  );
}
