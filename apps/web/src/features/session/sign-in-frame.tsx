import type { ReactNode } from 'react';
import { Logo } from '../../components/logo.tsx';

/** A card in the middle of an otherwise empty page, for whoever is not signed in. */
export function SignInFrame({ title, text, alert = false, children }: { title: string; text: ReactNode; alert?: boolean; children?: ReactNode }) {
  return (
    <main className="flex min-h-full flex-col items-center justify-center overflow-y-auto p-5">
      <div className="flex w-full max-w-md flex-col gap-4 rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">
        <div className="flex items-center gap-2.5 text-[15px] font-semibold">
          <Logo size={26} /> Assembly Lime
        </div>
        <div role={alert ? 'alert' : 'status'} className="flex flex-col gap-1.5">
          <h1 className="mt-2 text-xl font-semibold tracking-tight text-balance">{title}</h1>
          <p className="text-muted">{text}</p>
        </div>
        {children}
      </div>
    </main>
  );
}
