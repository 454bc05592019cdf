import type { Entity } from '@lime/contracts';
import { FilterChip, ToggleChip } from '../components/filter-chip.tsx';
import { wordsOf } from '../lib/words.ts';
import { type FieldShape, fieldShape } from './field-shape.ts';
import { useChoices } from './references.ts';

type EntityFiltersProps = { entity: Entity; /** There is nothing to narrow: only what was put away can be asked for. */ none: boolean; filters: Record<string, string>; onChange: (filters: Record<string, string>) => void };

/** What the list can be narrowed by, as far as it can be chosen. */
export function EntityFilters({ entity, none, filters, onChange }: EntityFiltersProps) {
  const shapes = (none ? [] : entity.filters).flatMap((name) => {
    const field = entity.fields[name];
    return field === undefined ? [] : [fieldShape(name, field)];
  });
  const choosable = shapes.filter(({ input }) => input.kind === 'choice' || input.kind === 'flag' || input.kind === 'reference');
  if (choosable.length === 0 && !entity.archives) return null;
  const set = (name: string, value: string | null) => onChange({ ...Object.fromEntries(Object.entries(filters).filter(([other]) => other !== name)), ...(value === null ? {} : { [name]: value }) });
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap gap-2">
      {choosable.map((shape) => (
        <EntityFilter key={shape.name} shape={shape} value={filters[shape.name] ?? null} onChange={(value) => set(shape.name, value)} />
      ))}
      {entity.archives ? <ToggleChip name="Archived" pressed={filters['archived'] === 'true'} onChange={(pressed) => set('archived', pressed ? 'true' : null)} /> : null}
    </div>
  );
}

const flags = [{ value: 'true', name: 'Yes' }, { value: 'false', name: 'No' }];

function EntityFilter({ shape, value, onChange }: { shape: FieldShape; value: string | null; onChange: (value: string | null) => void }) {
  const { input } = shape;
  const referred = useChoices(input.kind === 'reference' ? input.to : '');
  const choices = input.kind === 'choice' ? input.options.map((option) => ({ value: option, name: wordsOf(option) })) : input.kind === 'flag' ? flags : referred;
  return choices ? <FilterChip name={shape.title} value={value} choices={choices} onChange={onChange} /> : null;
}
