import { Field, Select } from '../components/field.tsx';
import { Switch } from '../components/switch.tsx';
import { wordsOf } from '../lib/words.ts';
import { type ControlProps, Choices, PlainControl } from './plain-control.tsx';
import type { FieldShape } from './field-shape.ts';
import { type FormValues, variantValues } from './form-values.ts';

/** A labelled input for a field, as its schema asks for. */
function FieldControl(props: ControlProps) {
  const { shape, value, errors, onChange, disabled = false } = props;
  const error = errors[shape.name] ?? (shape.input.kind === 'words' || shape.input.kind === 'choices' || shape.input.kind === 'json' ? Object.entries(errors).find(([path]) => path.startsWith(`${shape.name}.`))?.[1] : undefined);
  if (shape.input.kind === 'group' || shape.input.kind === 'variants') return <FieldGroup {...props} />;
  if (shape.input.kind === 'flag') return <Switch checked={value === true} onChange={onChange} disabled={disabled} hint={shape.hint}>{shape.title}</Switch>;
  if (shape.input.kind === 'choices') return <Choices {...props} error={error} options={shape.input.options} />;
  return (
    <Field label={shape.optional && !disabled ? `${shape.title} (optional)` : shape.title} error={error} hint={disabled ? 'Stays as it was made' : shape.hint}>
      {(ids) => <PlainControl {...props} ids={ids} />}
    </Field>
  );
}

/** Two of them stand beside each other. */
const small = new Set<FieldShape['input']['kind']>(['choice', 'reference', 'number', 'money', 'colour']);

type FieldGridProps = { shapes: FieldShape[]; values: FormValues; errors: Record<string, string>; isFixed?: (name: string) => boolean; /** Short texts stand beside each other as well. */ dense?: boolean; focusFirst?: boolean; onChange: (name: string, value: unknown) => void };

export function FieldGrid({ shapes, values, errors, isFixed = () => false, dense = false, focusFirst = false, onChange }: FieldGridProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {shapes.map((shape, index) => (
        <div key={shape.name} className={small.has(shape.input.kind) || (dense && shape.input.kind === 'text' && shape.hint === undefined) ? 'min-w-0' : 'min-w-0 sm:col-span-2'}>
          <FieldControl shape={shape} value={values[shape.name]} errors={errors} disabled={isFixed(shape.name)} autoFocus={focusFirst && index === 0} onChange={(value) => onChange(shape.name, value)} />
        </div>
      ))}
    </div>
  );
}

/** A field that consists of others; of which ones, a choice says when there are several kinds of it. */
function FieldGroup({ shape: { name, title, hint, input }, value, errors, onChange }: ControlProps) {
  const values: FormValues = typeof value === 'object' && value !== null ? { ...value } : {};
  const variants = input.kind === 'variants' ? input : null;
  const chosen = variants === null ? '' : String(values[variants.by]);
  const fields = input.kind === 'group' ? input.fields : (variants?.variants[chosen] ?? []);
  const own = Object.fromEntries(Object.entries(errors).filter(([path]) => path.startsWith(`${name}.`)).map(([path, message]) => [path.slice(name.length + 1), message]));
  return (
    <fieldset className="min-w-0 rounded-xl border border-line px-4 pt-1 pb-4">
      <legend className="px-1 text-[13px] font-medium">{title}</legend>
      {hint === undefined || variants !== null || fields.every((field) => field.hint !== undefined) ? null : <p className="mb-3 text-[13px] text-faint">{hint}</p>}
      <div className="flex flex-col gap-4">
        {variants === null ? null : (
          <Field label={wordsOf(variants.by)} hint={variants.about[chosen]}>
            {(ids) => (
              <Select {...ids} value={chosen} onChange={(event) => onChange(variantValues(variants, event.target.value))}>
                {Object.keys(variants.variants).map((option) => (
                  <option key={option} value={option}>
                    {wordsOf(option)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <FieldGrid dense shapes={fields} values={values} errors={own} onChange={(field, next) => onChange({ ...values, [field]: next })} />
        {errors[name] === undefined ? null : <p role="alert" className="text-[13px] text-bad">{errors[name]}</p>}
      </div>
    </fieldset>
  );
}
