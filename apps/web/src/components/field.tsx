import { ChevronDown } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from '../lib/class-names.ts';

const control = 'w-full rounded-lg border border-line-strong bg-surface px-3 text-ink transition-colors hover:border-faint disabled:opacity-60 aria-invalid:border-bad';

type FieldProps = { label: string; hint?: ReactNode; error?: string | undefined; className?: string; children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }) => ReactNode };

/** A labelled control with a hint below it, or what is wrong with it. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={cx('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-[13px] font-medium text-ink">
        {label}
      </label>
      {children({ id, 'aria-describedby': note ? noteId : undefined, 'aria-invalid': error ? true : undefined })}
      {note ? (
        <div id={noteId} role={error ? 'alert' : undefined} className={cx('text-[13px]', error ? 'text-bad' : 'text-faint')}>
          {note}
        </div>
      ) : null}
    </div>
  );
}

/** 16 px on phones: smaller text makes iOS zoom in. */
const textSize = 'text-base sm:text-sm';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={cx(control, textSize, 'h-9', className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={cx(control, textSize, 'min-h-20 py-2 leading-normal', className)} />;
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cx('relative inline-flex w-full', className)}>
      <select {...rest} className={cx(control, textSize, 'h-9 appearance-none truncate pr-8')} />
      <ChevronDown size={15} aria-hidden className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-faint" />
    </span>
  );
}
