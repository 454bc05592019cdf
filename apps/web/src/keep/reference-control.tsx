import { type ComponentProps, useDeferredValue, useState } from 'react';
import { Combobox } from '../components/combobox.tsx';
import { Input, Select } from '../components/field.tsx';
import { type Choice, useFound, useReferenceName } from './references.ts';

/** As many are chosen from a list that opens; more are searched. */
const few = 12;

type ReferenceControlProps = Pick<ComponentProps<'select'>, 'id' | 'aria-describedby' | 'aria-invalid' | 'aria-label' | 'disabled' | 'autoFocus'> & {
  /** The name of the field: `repositoryId`. */
  to: string;
  value: string;
  /** What is chosen when nothing is; none when something must be. */
  none?: string | undefined;
  /** Not offered. */
  without?: readonly string[];
  onChange: (value: string) => void;
};

/** Chooses a thing by its name where a field holds its id. */
export function ReferenceControl(props: ReferenceControlProps) {
  const all = useFound(props.to, '');
  if (all === null) return <ByNumber {...props} />;
  return all === undefined || (!all.more && all.items.length <= few) ? <OneOfFew {...props} all={all?.items} /> : <OneOfMany {...props} />;
}

function ByNumber({ id, value, onChange, disabled, autoFocus, ...props }: ReferenceControlProps) {
  return <Input id={id} aria-label={props['aria-label']} aria-describedby={props['aria-describedby']} aria-invalid={props['aria-invalid']} disabled={disabled} autoFocus={autoFocus} value={value} onChange={(event) => onChange(event.target.value)} inputMode="numeric" autoComplete="off" placeholder="its number" className="w-40!" />;
}

function OneOfFew({ to, value, none = 'Choose…', without = [], onChange, all, ...control }: ReferenceControlProps & { all: Choice[] | undefined }) {
  const name = useReferenceName(to, value);
  const offered = (all ?? []).filter((one) => !without.includes(one.value));
  return (
    <Select {...control} value={value} onChange={(event) => onChange(event.target.value)} disabled={control.disabled === true || all === undefined}>
      <option value="">{none}</option>
      {offered.map((one) => <option key={one.value} value={one.value}>{one.name}</option>)}
      {value === '' || offered.some((one) => one.value === value) ? null : <option value={value}>{name ?? value}</option>}
    </Select>
  );
}

function OneOfMany({ to, value, none, without = [], onChange, ...control }: ReferenceControlProps) {
  const [text, setText] = useState('');
  const found = useFound(to, useDeferredValue(text));
  const name = useReferenceName(to, value);
  const options = found?.items.filter((one) => !without.includes(one.value));
  const first = none === undefined || text !== '' ? [] : [{ value: '', name: none }];
  return <Combobox {...control} chosen={value === '' ? '' : (name ?? value)} options={options && [...first, ...options]} more={found?.more === true} placeholder={none ?? 'Search…'} onText={setText} onChoose={onChange} />;
}
