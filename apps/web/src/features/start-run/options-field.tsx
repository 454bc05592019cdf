import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { Input, Textarea } from '../../components/field.tsx';
import { type OptionsDraft, turnOptions } from './recipe-options.ts';

type OptionsFieldProps = { options: OptionsDraft; error: string | undefined; onChange: (options: OptionsDraft) => void };

/** A recipe's options, as rows of key and value or as JSON. */
export function OptionsField({ options, error, onChange }: OptionsFieldProps) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <div className="flex items-center justify-between">
        <legend className="float-left text-[13px] font-medium">Options of the recipe</legend>
        <Button small look="ghost" onClick={() => onChange(turnOptions(options))}>
          {options.as === 'fields' ? 'Write as JSON' : 'Write as fields'}
        </Button>
      </div>
      {options.as === 'fields' ? (
        <Rows rows={options.rows} onChange={(rows) => onChange({ as: 'fields', rows })} />
      ) : (
        <Textarea aria-label="Options as JSON" aria-invalid={error ? true : undefined} className="font-mono sm:text-[13px]" rows={4} spellCheck={false} value={options.text} onChange={(event) => onChange({ as: 'json', text: event.target.value })} />
      )}
      {error ? (
        <div role="alert" className="text-[13px] text-bad">
          {error}
        </div>
      ) : null}
    </fieldset>
  );
}

type Row = { key: string; value: string };

function Rows({ rows, onChange }: { rows: Row[]; onChange: (rows: Row[]) => void }) {
  const change = (index: number, part: Partial<Row>) => onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <div className="flex flex-col gap-2">
      {rows.map((row, index) => (
        <div key={index} className="grid grid-cols-[2fr_3fr_auto] gap-2">
          <Input aria-label={`Option ${index + 1}: name`} placeholder="name" value={row.key} onChange={(event) => change(index, { key: event.target.value })} className="font-mono sm:text-[13px]" autoComplete="off" />
          <Input aria-label={`Option ${index + 1}: value`} placeholder="value" value={row.value} onChange={(event) => change(index, { value: event.target.value })} className="font-mono sm:text-[13px]" autoComplete="off" />
          <IconButton label={`Remove option ${index + 1}`} className="mt-0.5" onClick={() => onChange(rows.filter((_, at) => at !== index))}>
            <X size={15} aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button small look="ghost" className="self-start" onClick={() => onChange([...rows, { key: '', value: '' }])}>
        <Plus size={14} aria-hidden /> Add an option
      </Button>
    </div>
  );
}
