import type { ConnectorView } from '@lime/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Input } from '../../components/field.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { Status } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { usePages } from '../../lib/use-pages.ts';
import { wordsOf } from '../../lib/words.ts';
import { Section } from '../../components/section.tsx';
import { ConnectDialog } from './connect-dialog.tsx';

const route = getRouteApi('/shell/settings/$section');
const about = 'A connector is a way into a forge or a git server: what it may do there, agents and this server may. Its credential is sealed, and never shown again.';

/** Ways into forges. */
export function ConnectorsPage() {
  usePageTitle('Connectors');
  const { connected } = route.useSearch();
  const may = useMay('connector.manage');
  const [connecting, setConnecting] = useState(false);
  const [search, setSearch] = useState('');
  const connectors = usePages({ key: ['connectors', search], read: (cursor, options) => api.listConnectors({ query: { limit: 50, ...(search === '' ? {} : { search }), ...cursor } }, options) });
  const none = connectors.items?.length === 0 && search === '';
  const made = connectors.items?.find(({ id }) => id === connected);
  const action = may ? (
    <Button look={none ? 'primary' : 'secondary'} onClick={() => setConnecting(true)}>
      <Plus size={16} aria-hidden /> New connector
    </Button>
  ) : null;
  return (
    <Section title="Connectors" text={none ? undefined : about} action={none ? null : action}>
      {made === undefined ? null : <p role="status" className="rounded-xl bg-ok-soft px-3.5 py-2.5 text-[13px]">{made.name} is connected. Go on to Repositories to import from it.</p>}
      {none ? null : <Input type="search" aria-label="Search connectors" value={search} onChange={(event) => setSearch(event.target.value)} placeholder="Search" className="h-8! w-52! rounded-full!" />}
      <PagesList pages={connectors} label="Loading the connectors" empty={search === '' ? <NothingYet action={action}>{about}</NothingYet> : <NothingYet>No connector fits.</NothingYet>}>
        {(items) => <ConnectorTable connectors={items} may={may} />}
      </PagesList>
      {connecting ? <ConnectDialog onClose={() => setConnecting(false)} /> : null}
    </Section>
  );
}

function ConnectorTable({ connectors, may }: { connectors: ConnectorView[]; may: boolean }) {
  const [doomed, setDoomed] = useState<ConnectorView | null>(null);
  const renews = [['connectors'], keys.references];
  const check = useChange({ renews, change: (id: string) => api.checkConnector({ id }) });
  const revoke = useChange({ renews: [...renews, ['repositories'], keys.entity('webhooks')], said: 'The connector is revoked', change: (id: string) => api.revokeConnector({ id }) });
  const actions = (connector: ConnectorView) => connector.status === 'revoked' ? null : (
    <>
      <Button small busy={check.isPending && check.variables === connector.id} onClick={() => check.mutate(connector.id)} aria-label={`Check ${connector.name}`}>
        Check
      </Button>
      <Button small look="danger" onClick={() => setDoomed(connector)} aria-label={`Revoke ${connector.name}`}>
        Revoke
      </Button>
    </>
  );
  return (
    <>
      <DataTable
        label="Connectors"
        rows={connectors}
        actions={may ? actions : undefined}
        columns={[
          { name: 'Connector', cell: ({ name, url }) => <>{name}<span className="block text-[13px] font-normal text-muted">{url}</span></> },
          { name: 'By', cell: ({ provider, auth }) => `${wordsOf(provider)}, ${auth === 'none' ? 'no credential' : wordsOf(auth)}` },
          { name: 'Acts as', cell: ({ account }) => account ?? '–' },
          { name: 'State', cell: (connector) => <ConnectorState connector={connector} /> },
        ]}
      />
      <ConfirmDialog open={doomed !== null} onClose={() => setDoomed(null)} title={`Revoke ${doomed?.name ?? ''}?`} confirm="Revoke connector" onConfirm={() => doomed !== null && revoke.mutate(doomed.id)}>
        Its credential is destroyed, and at the forge as well where that can be done. Its repositories cannot be reached and its webhooks are taken along. It cannot be brought back.
      </ConfirmDialog>
    </>
  );
}

function ConnectorState({ connector: { status, problem, checkedAt } }: { connector: ConnectorView }) {
  if (status === 'revoked') return <Status tone="idle" words="Revoked" pill />;
  return (
    <>
      {problem === null ? <Status tone="ok" words="Works" pill /> : <Status tone="bad" words="Does not work" pill />}
      {problem === null ? null : <span className="mt-1 block text-[13px] text-bad">{problem}</span>}
      {checkedAt === null ? null : <span className="mt-0.5 block text-xs text-faint">checked <TimeAgo at={checkedAt} /></span>}
    </>
  );
}
