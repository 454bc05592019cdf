import { type AuditEntryView, subjectWords } from '@lime/contracts';
import { Link, useNavigate } from '@tanstack/react-router';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';

const look = 'underline decoration-line-strong underline-offset-2 hover:decoration-current [overflow-wrap:anywhere] text-left';

/** Where the things of a kind are looked after. */
const sections: Record<string, string> = {
  user: 'members', invitation: 'members', role: 'roles', label: 'labels', tenant: 'organisation', api_key: 'api-keys', session: 'sessions', connector: 'connectors', repository: 'repositories', webhook: 'webhooks', delivery: 'webhooks',
  build_pipeline: 'build-pipelines', pipeline_run: 'build-pipelines', deployment_target: 'deployment-targets', deployment: 'deployment-targets', instruction: 'custom-instructions', hook: 'hooks', budget: 'project-budgets', model_settings: 'models', runner_token: 'runners', concurrency_limit: 'runners',
};

/** What an entry was done to: by its name, and as a way to it where there is one. */
export function TargetLink({ target: { type, id, name } }: { target: AuditEntryView['target'] }) {
  const text = name ?? (id === null ? '' : `${subjectWords(type)} ${id}`);
  const navigate = useNavigate();
  // The log knows no more of a ticket than its id.
  const open = useChange({
    renews: [],
    change: async (ticketId: string) => {
      const ticket = await api.readTicket({ id: ticketId });
      await navigate({ to: '/projects/$projectId', params: { projectId: ticket.projectId }, search: { ticket: ticket.id } });
    },
  });
  if (text === '') return null;
  if (type === 'run' && id !== null) return <Link to="/runs/$runId" params={{ runId: id }} className={look}>{text}</Link>;
  if (type === 'project' && id !== null) return <Link to="/settings/projects/$projectId" params={{ projectId: id }} className={look}>{text}</Link>;
  if (type === 'ticket' && id !== null) return <button type="button" onClick={() => open.mutate(id)} className={look}>{text}</button>;
  const section = sections[type];
  return section === undefined ? <span className="[overflow-wrap:anywhere]">{text}</span> : <Link to="/settings/$section" params={{ section }} className={look}>{text}</Link>;
}
