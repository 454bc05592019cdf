import { type ComponentProps, useDeferredValue, useState } from 'react';
import { Combobox } from '../components/combobox.tsx';
import { Input, Select } from '../components/field.tsx';
import { useFound, useReferenceName } from './references.ts';

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
export function ReferenceControl({ to, value, none, without = [], onChange, ...control }: ReferenceControlProps) {
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text);
  const all = useFound(to, '');
  const found = useFound(to, wanted);
  const name = useReferenceName(to, value);
  if (all === null || found === null) return <Input {...control} value={value} onChange={(event) => onChange(event.target.value)} inputMode="numeric" autoComplete="off" placeholder="its number" className="w-40!" />;
  const offered = (items: { value: string; name: string }[]) => items.filter((one) => !without.includes(one.value));
  if (all === undefined || (!all.more && all.items.length <= few)) {
    return (
      <Select {...control} value={value} onChange={(event) => onChange(event.target.value)} disabled={control.disabled === true || all === undefined}>
        <option value="">{none ?? 'Choose…'}</option>
        {offered(all?.items ?? []).map((one) => <option key={one.value} value={one.value}>{one.name}</option>)}
        {value !== '' && all?.items.every((one) => one.value !== value) ? <option value={value}>{name ?? value}</option> : null}
      </Select>
    );
  }
  const options = found && offered(found.items);
  return (
    <Combobox
      {...control}
      chosen={value === '' ? '' : (name ?? value)}
      options={none === undefined || text !== '' ? options : [{ value: '', name: none }, ...(options ?? [])]}
      more={found?.more === true}
      placeholder={none ?? 'Search…'}
      onText={setText}
      onChoose={onChange}
    />
  );
}
