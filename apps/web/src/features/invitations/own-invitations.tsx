import type { OwnInvitation } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';

const key = ['own-invitations'];
/** Somebody may send one while the page is open; it can wait a while. */
const staleMs = 5 * 60_000;

/** The invitations that wait for the person's answer, above whatever they look at; nothing when there are none. */
export function OwnInvitations() {
  const waiting = useQuery({ queryKey: key, queryFn: async ({ signal }) => (await api.listOwnInvitations({ query: { limit: 20 } }, { signal })).items, staleTime: staleMs, refetchInterval: staleMs });
  if (waiting.data === undefined || waiting.data.length === 0) return null;
  return (
    <section aria-label="Invitations" className="flex flex-col gap-2 border-b border-line bg-sunken px-4 py-2.5 sm:px-6">
      {waiting.data.map((invitation) => (
        <Waiting key={invitation.id} invitation={invitation} />
      ))}
    </section>
  );
}

function Waiting({ invitation: { id, tenant, email, invitedBy, roles, expiresAt } }: { invitation: OwnInvitation }) {
  const renews = [key, ['tenants']];
  const accept = useChange({ shownInPlace: true, renews, said: `You belong to ${tenant.name} too: switch to it whenever you like.`, change: () => api.acceptOwnInvitation({ id }) });
  const decline = useChange({ shownInPlace: true, renews, said: 'Declined', change: () => api.declineOwnInvitation({ id }) });
  const busy = accept.isPending || decline.isPending;
  const error = accept.error ?? decline.error;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Mail size={16} aria-hidden className="text-muted" />
      <p className="min-w-0 flex-1 basis-64 text-[13px] [overflow-wrap:anywhere]">
        <span className="font-medium">{tenant.name}</span> <span className="text-muted">({tenant.slug})</span> invites you{roles.length === 0 ? '' : ` as ${roles.join(', ')}`}.{' '}
        <span className="text-muted">
          Sent by {invitedBy} to {email}; ends <TimeAgo at={expiresAt} />.
        </span>
      </p>
      <div className="flex gap-2">
        <Button look="primary" busy={accept.isPending} disabled={busy} onClick={() => accept.mutate(undefined)}>
          Accept
        </Button>
        <Button busy={decline.isPending} disabled={busy} onClick={() => decline.mutate(undefined)}>
          Decline
        </Button>
      </div>
      {error ? (
        <div className="basis-full">
          <ProblemNote error={error} />
        </div>
      ) : null}
    </div>
  );
}
