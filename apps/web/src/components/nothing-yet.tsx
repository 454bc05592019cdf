import type { ReactNode } from 'react';

/** In the place of an empty list: what it is for, and how to begin. */
export function NothingYet({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-4 rounded-2xl border border-dashed border-line-strong px-5 py-8 text-center">
      <div className="max-w-lg text-pretty text-muted">{children}</div>
      {action}
    </div>
  );
}
