import { Link } from '@tanstack/react-router';
import { Button, buttonClass } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { messageOf } from '../lib/api.ts';

/** Instead of a screen that broke. The rest of the page keeps working. */
export function ErrorScreen({ error }: { error: unknown }) {
  return (
    <EmptyState title="This screen broke" action={<Button onClick={() => location.reload()}>Reload the page</Button>}>
      <p>Nothing was lost: the server has everything. Reload the page; if it happens again, this is what to report:</p>
      <p className="mt-3 rounded-lg bg-sunken px-3 py-2 font-mono text-[13px] [overflow-wrap:anywhere]">{messageOf(error)}</p>
    </EmptyState>
  );
}

export function NotFoundScreen() {
  return (
    <EmptyState
      title="There is nothing at this address"
      action={
        <Link to="/" className={buttonClass('secondary')}>
          Go to the board
        </Link>
      }
    >
      It may have been deleted, or belongs to somebody else.
    </EmptyState>
  );
}
