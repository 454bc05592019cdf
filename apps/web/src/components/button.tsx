import type { ComponentProps } from 'react';
import { cx } from '../lib/class-names.ts';

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent font-medium',
  secondary: 'bg-surface text-ink hover:bg-hover border-line-strong',
  ghost: 'bg-transparent text-muted hover:bg-hover hover:text-ink border-transparent',
  danger: 'bg-surface text-bad hover:bg-bad-soft border-line-strong',
};

type ButtonProps = ComponentProps<'button'> & { look?: keyof typeof looks; busy?: boolean; small?: boolean };

const base = 'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-lg border whitespace-nowrap transition-colors select-none disabled:cursor-not-allowed disabled:opacity-55';

export function buttonClass(look: keyof typeof looks = 'secondary', small = false): string {
  return cx(base, looks[look], small ? 'h-7 px-2 text-[13px]' : 'h-9 px-3 text-sm');
}

export function Button({ look = 'secondary', busy = false, small = false, className, disabled, children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} disabled={disabled === true || busy} aria-busy={busy || undefined} className={cx(buttonClass(look, small), className)}>
      {children}
    </button>
  );
}

/** A button that shows only an icon; `label` is its name. */
export function IconButton({ label, className, ...rest }: Omit<ComponentProps<'button'>, 'aria-label'> & { label: string }) {
  return <button type="button" aria-label={label} title={label} {...rest} className={cx(base, looks.ghost, 'size-8 p-0', className)} />;
}
