import { CircleAlert } from 'lucide-react';
import { messageOf } from '../lib/api.ts';
import { Button } from './button.tsx';

/** Says what went wrong, in place, with a way to try again. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div role="alert" className="flex items-start gap-2.5 rounded-xl border border-line bg-bad-soft px-3.5 py-3">
      <CircleAlert size={17} aria-hidden className="mt-0.5 shrink-0 text-bad" />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">{messageOf(error)}</p>
      {onRetry ? (
        <Button small onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}
