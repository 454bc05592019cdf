import type { MemberView } from '@lime/contracts';
import { Ellipsis, Link2, ShieldCheck, UserCheck, UserX } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Menu, MenuItem, MenuLine } from '../../components/menu.tsx';
import { ShownOnce } from '../../components/shown-once.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { MemberRolesDialog } from './member-roles-dialog.tsx';

/** What can be done about a member. */
export function MemberMenu({ member, isMe }: { member: MemberView; isMe: boolean }) {
  const [open, setOpen] = useState<'roles' | 'disable' | null>(null);
  const name = member.name === '' ? member.email : member.name;
  const setActive = useChange({ renews: [['members']], change: (active: boolean) => api.updateUser({ id: member.id, body: { active } }) });
  const link = useChange({ renews: [], change: () => api.createUserSignInLink({ id: member.id }) });
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Actions for ${name}`}>
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => setOpen('roles')}>
          <ShieldCheck size={15} aria-hidden /> Change roles…
        </MenuItem>
        <MenuItem onSelect={() => link.mutate(undefined)} disabled={!member.active}>
          <Link2 size={15} aria-hidden /> Make a sign-in link
        </MenuItem>
        <MenuLine />
        {member.active ? (
          <MenuItem bad onSelect={() => setOpen('disable')} disabled={isMe}>
            <UserX size={15} aria-hidden /> Disable…
          </MenuItem>
        ) : (
          <MenuItem onSelect={() => setActive.mutate(true)}>
            <UserCheck size={15} aria-hidden /> Enable again
          </MenuItem>
        )}
      </Menu>
      {open === 'roles' ? <MemberRolesDialog member={member} onClose={() => setOpen(null)} /> : null}
      <ConfirmDialog open={open === 'disable'} onClose={() => setOpen(null)} title={`Disable ${name}?`} confirm="Disable member" onConfirm={() => setActive.mutate(false)}>
        Their sessions end and their API keys stop at once. What they did stays; they can be enabled again.
      </ConfirmDialog>
      {link.data === undefined ? null : <ShownOnce title={`Sign-in link for ${name}`} warning="Who opens it is signed in as this person. It works once, within the hour." parts={[{ name: 'Link', text: link.data.url }]} onClose={link.reset} />}
    </>
  );
}
