import { Check, ChevronDown, X } from 'lucide-react';
import { cx } from '../lib/class-names.ts';
import { Menu, MenuChoice } from './menu.tsx';

type FilterChipProps = { name: string; /** Null: not narrowed by it. */ value: string | null; choices: { value: string; name: string }[]; onChange: (value: string | null) => void };

const chip = 'inline-flex h-8 max-w-full items-center gap-1 rounded-full border px-3 text-[13px] transition-colors';

/** What a list is narrowed to, and a menu to choose it from. */
export function FilterChip({ name, value, choices, onChange }: FilterChipProps) {
  const chosen = choices.find((choice) => choice.value === value);
  return (
    <span className="inline-flex max-w-full items-center">
      <Menu
        align="start"
        trigger={
          <button type="button" className={cx(chip, value === null ? 'border-line-strong bg-surface text-muted hover:bg-hover' : 'rounded-r-none border-r-0 border-accent bg-accent-soft text-ink')}>
            <span className="truncate">{value === null ? name : `${name}: ${chosen?.name ?? value}`}</span>
            {value === null ? <ChevronDown size={14} aria-hidden className="shrink-0 text-faint" /> : null}
          </button>
        }
      >
        {choices.map((choice) => (
          <MenuChoice key={choice.value} checked={choice.value === value} onSelect={() => onChange(choice.value === value ? null : choice.value)}>
            {choice.name}
          </MenuChoice>
        ))}
      </Menu>
      {value === null ? null : (
        <button type="button" aria-label={`Any ${name.toLowerCase()}`} onClick={() => onChange(null)} className={cx(chip, 'rounded-l-none border-l-0 border-accent bg-accent-soft pr-2.5 pl-1 hover:text-bad')}>
          <X size={14} aria-hidden />
        </button>
      )}
    </span>
  );
}

/** A list has such things and others: pressed, it shows such alone. */
export function ToggleChip({ name, pressed, onChange }: { name: string; pressed: boolean; onChange: (pressed: boolean) => void }) {
  return (
    <button type="button" aria-pressed={pressed} onClick={() => onChange(!pressed)} className={cx(chip, pressed ? 'border-accent bg-accent-soft text-ink' : 'border-line-strong bg-surface text-muted hover:bg-hover')}>
      {pressed ? <Check size={14} aria-hidden className="shrink-0" /> : null}
      {name}
    </button>
  );
}
