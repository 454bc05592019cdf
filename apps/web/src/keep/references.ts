import { useQuery } from '@tanstack/react-query';
import { api } from '../lib/client.ts';
import { keys } from '../lib/query-keys.ts';
import { useProjects } from '../lib/list-projects.ts';

export type Choice = { value: string; name: string };

const read: Record<string, () => Promise<Choice[]>> = {
  connectorId: async () => (await api.listConnectors({ query: { limit: 200 } })).items.map(({ id, name }) => ({ value: id, name })),
  repositoryId: async () => (await api.listRepositories({ query: { limit: 200 } })).items.map(({ id, fullName }) => ({ value: id, name: fullName })),
  ticketId: async () => (await api.listTickets({ query: { limit: 200 } })).items.map(({ id, ref, title }) => ({ value: id, name: `${ref} ${title}` })),
};

/** What a field that holds an id can refer to, by the field's name; undefined while it is being read, null when it cannot be listed. */
export function useChoices(to: string): Choice[] | undefined | null {
  const projects = useProjects();
  const list = useQuery({ queryKey: [...keys.references, to], queryFn: () => read[to]?.() ?? [], enabled: read[to] !== undefined });
  if (to === 'projectId') return projects.data?.map(({ id, name }) => ({ value: id, name }));
  return read[to] === undefined ? null : list.data;
}
