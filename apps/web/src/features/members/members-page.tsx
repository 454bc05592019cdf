import type { MemberView } from '@lime/contracts';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { Status } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { useMay } from '../../lib/use-may.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { usePages } from '../../lib/use-pages.ts';
import { useMe } from '../../lib/get-me.ts';
import { Section } from '../../components/section.tsx';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberMenu } from './member-menu.tsx';

/** Who is here, and who has been asked to come. */
export function MembersPage() {
  usePageTitle('Members');
  const may = useMay('member.manage');
  const [inviting, setInviting] = useState(false);
  const members = usePages({ key: ['members'], read: (cursor, options) => api.listUsers({ query: { limit: 50, ...cursor } }, options) });
  const me = useMe().data?.user.id;
  const action = may ? (
    <Button look="primary" onClick={() => setInviting(true)}>
      <UserPlus size={16} aria-hidden /> Invite somebody
    </Button>
  ) : null;
  return (
    <>
      <Section title="Members" text="Everybody here sees all projects. What they may change, their roles say." action={action}>
        <PagesList pages={members} label="Loading the members" empty={null}>
          {(items) => <MemberTable members={items} me={me} may={may} />}
        </PagesList>
      </Section>
      {may ? <Invitations /> : null}
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </>
  );
}

function MemberTable({ members, me, may }: { members: MemberView[]; me: string | undefined; may: boolean }) {
  return (
    <DataTable
      label="Members"
      rows={members}
      actions={may ? (member) => <MemberMenu member={member} isMe={member.id === me} /> : undefined}
      columns={[
        {
          name: 'Member',
          cell: ({ id, name, email, active }) => (
            <>
              <span className="flex flex-wrap items-center gap-2">
                {name === '' ? email : name}
                {id === me ? <span className="text-[13px] font-normal text-faint">you</span> : null}
                {active ? null : <Status tone="idle" words="Disabled" pill />}
              </span>
              <span className="block text-[13px] font-normal text-muted">{email}</span>
            </>
          ),
        },
        { name: 'Roles', cell: ({ roles }) => (roles.length === 0 ? 'None: looks only' : roles.map((role) => role.name).join(', ')) },
        { name: 'GitHub', minor: true, cell: ({ githubLogin }) => githubLogin ?? <span className="text-faint">–</span> },
        { name: 'Seen', cell: ({ lastSeenAt }) => (lastSeenAt === null ? 'Never' : <TimeAgo at={lastSeenAt} />) },
      ]}
    />
  );
}
