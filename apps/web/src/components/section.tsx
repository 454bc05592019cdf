import type { ReactNode } from 'react';

/** A part of the settings: a title, a sentence, and the thing itself. */
export function Section({ title, text, action, children }: { title: string; text?: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="font-semibold">{title}</h2>
          {text ? <p className="text-[13px] text-pretty text-muted">{text}</p> : null}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

export const listClass = 'flex flex-col divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface';
