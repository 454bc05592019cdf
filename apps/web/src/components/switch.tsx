import type { ReactNode } from 'react';

/** On or off, with what that means beside it. */
export function Switch({ checked, onChange, children, hint, disabled = false }: { checked: boolean; onChange: (checked: boolean) => void; children: ReactNode; hint?: ReactNode; disabled?: boolean }) {
  return (
    <label className="flex items-start gap-3 text-sm has-disabled:opacity-60">
      <span className="relative mt-0.5 inline-flex shrink-0">
        <input
          type="checkbox"
          role="switch"
          checked={checked}
          aria-checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
          className="peer h-5 w-9 cursor-pointer appearance-none rounded-full border border-line-strong bg-line-strong transition-colors checked:border-accent checked:bg-accent"
        />
        <span aria-hidden className="pointer-events-none absolute top-0.5 left-0.5 size-4 rounded-full bg-white shadow-card transition-transform peer-checked:translate-x-4" />
      </span>
      <span className="min-w-0">
        <span className="font-medium">{children}</span>
        {hint ? <span className="block text-[13px] text-faint">{hint}</span> : null}
      </span>
    </label>
  );
}
