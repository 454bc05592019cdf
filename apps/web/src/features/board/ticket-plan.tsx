import { createApi, entityOperations } from '@lime/client';
import { labels, type TicketCard } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Field, Input, Select } from '../../components/field.tsx';
import { LabelChip } from '../../components/label-chip.tsx';
import { Menu, MenuChoice } from '../../components/menu.tsx';
import { api, transport } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useUpdateTicket } from './update-ticket.ts';

const labelsApi = createApi(entityOperations(labels), transport);

/** Whose a ticket is, until when, and its labels. Each choice is kept at once. */
export function TicketPlan({ ticket }: { ticket: TicketCard }) {
  const members = useQuery({ queryKey: ['members', 'names'], queryFn: async ({ signal }) => (await api.listUsers({ query: { limit: 200 } }, { signal })).items });
  const update = useUpdateTicket(ticket.projectId);
  const set = (body: { assigneeUserId: string | null } | { dueOn: string | null } | { labelIds: string[] }) => update.mutate({ ticketId: ticket.id, body: { version: ticket.version, ...body } });
  const offered = members.data?.filter(({ id, active }) => active || id === ticket.assigneeUserId) ?? [];
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <Field label="Assignee">
          {(ids) => (
            <Select {...ids} value={ticket.assigneeUserId ?? ''} disabled={update.isPending || members.data === undefined} onChange={(event) => set({ assigneeUserId: event.target.value || null })}>
              <option value="">Nobody</option>
              {offered.map(({ id, name, email }) => <option key={id} value={id}>{name || email}</option>)}
            </Select>
          )}
        </Field>
        <Field label="Due">
          {(ids) => <Input {...ids} key={ticket.dueOn} type="date" defaultValue={ticket.dueOn ?? ''} disabled={update.isPending} onBlur={(event) => event.target.value !== (ticket.dueOn ?? '') && set({ dueOn: event.target.value || null })} />}
        </Field>
      </div>
      <TicketLabels ticket={ticket} onChange={(labelIds) => set({ labelIds })} />
    </>
  );
}

function TicketLabels({ ticket, onChange }: { ticket: TicketCard; onChange: (labelIds: string[]) => void }) {
  const known = useQuery({ queryKey: [...keys.entity(labels.name), 'all'], queryFn: async ({ signal }) => (await labelsApi.list({ query: { limit: 200 } }, { signal })).items });
  const chosen = ticket.labels.map(({ id }) => id);
  return (
    <div role="group" aria-label="Labels" className="flex flex-wrap items-center gap-1.5">
      {ticket.labels.map((label) => <LabelChip key={label.id} label={label} />)}
      {known.data?.length === 0 ? null : (
        <Menu
          align="start"
          trigger={
            <Button small look="ghost" disabled={known.data === undefined}>
              <Plus size={14} aria-hidden /> {chosen.length === 0 ? 'Add labels' : 'Labels'}
            </Button>
          }
        >
          {known.data?.map(({ id, name }) => (
            <MenuChoice key={id} checked={chosen.includes(id)} onSelect={() => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])}>
              {name}
            </MenuChoice>
          ))}
        </Menu>
      )}
    </div>
  );
}
