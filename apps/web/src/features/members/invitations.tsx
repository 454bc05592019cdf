import type { InvitationView } from '@lime/contracts';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { Status, type Tone } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { usePages } from '../../lib/use-pages.ts';
import { wordsOf } from '../../lib/words.ts';
import { Section } from '../../components/section.tsx';

const tones: Record<InvitationView['state'], Tone> = { open: 'live', accepted: 'ok', declined: 'idle', revoked: 'idle', expired: 'idle' };

/** Who has been asked to come, and what became of it. */
export function Invitations() {
  const invitations = usePages({ key: ['invitations'], read: (cursor, options) => api.listInvitations({ query: { limit: 20, ...cursor } }, options) });
  const [doomed, setDoomed] = useState<InvitationView | null>(null);
  const revoke = useChange({ renews: [['invitations']], said: 'The invitation is taken back', change: (id: string) => api.revokeInvitation({ id }) });
  return (
    <Section title="Invitations" text="Each is a link for one person.">
      <PagesList pages={invitations} label="Loading the invitations" empty={<NothingYet>Nobody has been invited yet.</NothingYet>}>
        {(items) => (
          <DataTable
            label="Invitations"
            rows={items}
            actions={(invitation) => (invitation.state === 'open' ? <Button small look="danger" onClick={() => setDoomed(invitation)} aria-label={`Take back the invitation for ${invitation.email}`}>Take back</Button> : null)}
            columns={[
              { name: 'For', cell: ({ email }) => email },
              { name: 'As', cell: ({ roles }) => roles.map((role) => role.name).join(', ') },
              { name: 'By', minor: true, cell: ({ invitedBy }) => invitedBy },
              { name: 'State', cell: ({ state, expiresAt }) => <span className="inline-flex flex-wrap items-center gap-2"><Status tone={tones[state]} words={wordsOf(state)} pill />{state === 'open' ? <span className="text-faint">ends <TimeAgo at={expiresAt} /></span> : null}</span> },
            ]}
          />
        )}
      </PagesList>
      <ConfirmDialog open={doomed !== null} onClose={() => setDoomed(null)} title={`Take back the invitation for ${doomed?.email ?? ''}?`} confirm="Take back" onConfirm={() => doomed !== null && revoke.mutate(doomed.id)}>
        Its link lets nobody in any more. You can make another one.
      </ConfirmDialog>
    </Section>
  );
}
