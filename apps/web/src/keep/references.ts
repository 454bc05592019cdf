import { useQuery } from '@tanstack/react-query';
import { api } from '../lib/client.ts';
import { useProjects } from '../lib/list-projects.ts';
import { keys } from '../lib/query-keys.ts';

export type Choice = { value: string; name: string };
/** `more`: there are others; what is typed narrows it. */
export type Found = { items: Choice[]; more: boolean };

type Kind = { find: (text: string) => Promise<Found>; read: (id: string) => Promise<string> };

const most = 50;
const fits = (text: string) => ({ name }: { name: string }) => name.toLowerCase().includes(text.toLowerCase());

const kinds: Record<string, Kind> = {
  connectorId: {
    find: async (text) => {
      const page = await api.listConnectors({ query: { limit: 200, status: 'active', ...(text === '' ? {} : { search: text }) } });
      return { items: page.items.map(({ id, name }) => ({ value: id, name })), more: page.next !== null };
    },
    read: async (id) => (await api.readConnector({ id })).name,
  },
  repositoryId: {
    find: async (text) => {
      const page = await api.listRepositories({ query: { limit: 200, ...(text === '' ? {} : { search: text }) } });
      return { items: page.items.map(({ id, fullName }) => ({ value: id, name: fullName })), more: page.next !== null };
    },
    read: async (id) => (await api.readRepository({ id })).fullName,
  },
  ticketId: {
    find: async (text) => {
      const items = text === '' ? (await api.listTickets({ query: { limit: most } })).items : (await api.searchTickets({ query: { q: text, limit: most } })).items;
      return { items: items.map(({ id, ref, title }) => ({ value: id, name: `${ref} ${title}` })), more: items.length === most };
    },
    read: async (id) => {
      const { ref, title } = await api.readTicket({ id });
      return `${ref} ${title}`;
    },
  },
};

/** What a field that holds an id can refer to, by the field's name, as far as `text` fits it; undefined while it is asked for, null when it cannot be listed. */
export function useFound(to: string, text: string): Found | undefined | null {
  const projects = useProjects();
  const kind = kinds[to];
  const found = useQuery({ queryKey: [...keys.references, to, text], queryFn: () => kind?.find(text) ?? { items: [], more: false }, enabled: kind !== undefined, placeholderData: (before) => before });
  if (to === 'projectId') return projects.data && { items: projects.data.filter(({ key, name }) => fits(text)({ name: `${name} ${key}` })).map(({ id, name }) => ({ value: id, name })), more: false };
  return kind === undefined ? null : found.data;
}

/** The first of them, to narrow a list by. */
export function useChoices(to: string): Choice[] | undefined | null {
  const found = useFound(to, '');
  return found && found.items;
}

/** What the thing of that id is called; undefined while nobody has said it, and where there is none. */
export function useReferenceName(to: string, id: string): string | undefined {
  const known = useChoices(to)?.find(({ value }) => value === id)?.name;
  const kind = kinds[to];
  const one = useQuery({ queryKey: [...keys.references, to, 'one', id], queryFn: () => kind?.read(id) ?? id, enabled: id !== '' && kind !== undefined && known === undefined, retry: false });
  return known ?? one.data;
}
