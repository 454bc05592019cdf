import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../lib/class-names.ts';

const panel = 'z-50 max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] min-w-48 animate-appear overflow-y-auto rounded-xl border border-line bg-raised p-1 text-sm shadow-pop';
const item = 'flex min-h-8 items-center gap-2 rounded-lg px-2 py-1 outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover';

/** A menu opened by `trigger`, which must be one focusable element. */
export function Menu({ trigger, children, align = 'end' }: { trigger: ReactNode; children: ReactNode; align?: 'start' | 'end' }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={4} collisionPadding={8} className={panel}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ children, onSelect, bad = false, disabled = false }: { children: ReactNode; onSelect: () => void; bad?: boolean; disabled?: boolean }) {
  return (
    <Radix.Item className={cx(item, bad && 'text-bad')} onSelect={onSelect} disabled={disabled}>
      {children}
    </Radix.Item>
  );
}

/** One of several, of which `checked` is the present one. */
export function MenuChoice({ children, checked, onSelect }: { children: ReactNode; checked: boolean; onSelect: () => void }) {
  return (
    <Radix.CheckboxItem className={item} checked={checked} onSelect={onSelect}>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <Check size={15} aria-hidden className={cx('text-accent', !checked && 'invisible')} />
    </Radix.CheckboxItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs font-medium text-faint">{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
