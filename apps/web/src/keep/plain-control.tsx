import type { ComponentProps } from 'react';
import { ChipsInput } from '../components/chips-input.tsx';
import { Input, Select, Textarea } from '../components/field.tsx';
import { wordsOf } from '../lib/words.ts';
import type { FieldShape } from './field-shape.ts';
import { ReferenceControl } from './reference-control.tsx';

export type ControlProps = { shape: FieldShape; value: unknown; /** What is wrong, by dotted path. */ errors: Record<string, string>; onChange: (value: unknown) => void; disabled?: boolean; autoFocus?: boolean };
type Ids = Pick<ComponentProps<'input'>, 'id' | 'aria-invalid' | 'aria-describedby'>;

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

/** The input of a field that is one value. */
export function PlainControl({ shape, value, onChange, disabled = false, autoFocus = false, ids }: ControlProps & { ids: Ids & { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined } }) {
  const common = { ...ids, disabled, autoFocus, value: textOf(value), onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  const example = shape.example === undefined ? undefined : exampleOf(shape.example);
  switch (shape.input.kind) {
    case 'choice':
      return <Select {...common}>{shape.optional ? <option value="">–</option> : null}{shape.input.options.map((option) => <option key={option} value={option}>{wordsOf(option)}</option>)}</Select>;
    case 'reference':
      return <ReferenceControl {...ids} disabled={disabled} autoFocus={autoFocus} to={shape.input.to} value={textOf(value)} none={shape.optional ? 'None' : undefined} onChange={onChange} />;
    case 'words':
      return <ChipsInput {...ids} values={listOf(value)} onChange={onChange} placeholder={example} />;
    case 'markdown':
      return <Textarea {...common} rows={7} placeholder={example} />;
    case 'code':
      return <Textarea {...common} rows={shape.name === 'code' ? 12 : 5} placeholder={example} spellCheck={false} autoCapitalize="off" autoComplete="off" wrap="off" className="overflow-x-auto font-mono sm:text-[13px]" />;
    case 'json':
      return <Textarea {...common} rows={5} placeholder={example ?? '{}'} spellCheck={false} className="font-mono sm:text-[13px]" />;
    case 'colour':
      return <input {...common} type="color" className="h-9 w-16 cursor-pointer rounded-lg border border-line-strong bg-surface p-1" />;
    case 'number':
    case 'money':
      return <Input {...common} inputMode={shape.input.kind === 'money' ? 'decimal' : 'numeric'} placeholder={shape.input.kind === 'money' ? '100.00' : example} autoComplete="off" className="w-40!" />;
    default:
      return <Input {...common} placeholder={example} autoComplete="off" />;
  }
}

function exampleOf(example: unknown): string {
  if (typeof example === 'string') return example;
  return Array.isArray(example) ? example.join(', ') : JSON.stringify(example, null, 2);
}

/** Several of a few. */
export function Choices({ shape, value, onChange, error, options }: ControlProps & { error: string | undefined; options: string[] }) {
  const chosen = listOf(value);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-[13px] font-medium">{shape.title}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {options.map((option) => (
          <label key={option} className="flex items-center gap-2.5 text-sm">
            <input type="checkbox" checked={chosen.includes(option)} onChange={(event) => onChange(options.filter((one) => (one === option ? event.target.checked : chosen.includes(one))))} className="size-4 accent-accent" />
            {wordsOf(option)}
          </label>
        ))}
      </div>
      {error === undefined ? shape.hint === undefined ? null : <p className="text-[13px] text-faint">{shape.hint}</p> : <p role="alert" className="text-[13px] text-bad">{error}</p>}
    </fieldset>
  );
}
