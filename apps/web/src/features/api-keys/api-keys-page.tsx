import type { ApiKeyView } from '@lime/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { Status } from '../../components/run-status.tsx';
import { Switch } from '../../components/switch.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { useNow } from '../../lib/use-now.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { usePages } from '../../lib/use-pages.ts';
import { Section } from '../../components/section.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';

const about = 'A key lets a program of yours use the API, with what you choose of what you may do. It is shown once, when it is made.';

/** Keys of one's own; who manages members can see everybody's. */
export function ApiKeysPage() {
  usePageTitle('API keys');
  const mayMake = useMay('key.manage');
  const maySeeAll = useMay('member.manage');
  const [all, setAll] = useState(false);
  const [creating, setCreating] = useState(false);
  const keys = usePages({ key: ['api-keys', all], read: (cursor, options) => api.listApiKeys({ query: { limit: 50, ...(all ? { all: 'true' } : {}), ...cursor } }, options) });
  const action = mayMake ? (
    <Button onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden /> New API key
    </Button>
  ) : null;
  return (
    <Section title="API keys" text={<>{about} <a href="/docs" target="_blank" rel="noreferrer" className="text-accent underline underline-offset-2">The API and its documentation</a></>} action={action}>
      {maySeeAll ? <Switch checked={all} onChange={setAll}>Show everybody’s</Switch> : null}
      <PagesList pages={keys} label="Loading the keys" empty={<NothingYet>No key yet. One is needed for scripts, continuous integration, and everything else that is no person.</NothingYet>}>
        {(items) => <KeyTable apiKeys={items} withOwner={all} />}
      </PagesList>
      {creating ? <NewKeyDialog onClose={() => setCreating(false)} /> : null}
    </Section>
  );
}

function KeyTable({ apiKeys, withOwner }: { apiKeys: ApiKeyView[]; withOwner: boolean }) {
  const now = useNow(60_000);
  const [doomed, setDoomed] = useState<ApiKeyView | null>(null);
  const revoke = useChange({ renews: [['api-keys']], said: 'The key is revoked', change: (id: string) => api.revokeApiKey({ id }) });
  const isOver = ({ revokedAt, expiresAt }: ApiKeyView) => revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= now);
  return (
    <>
      <DataTable
        label="API keys"
        rows={apiKeys}
        actions={(key) => (isOver(key) ? <Status tone="idle" words={key.revokedAt === null ? 'Expired' : 'Revoked'} pill /> : <Button small look="danger" onClick={() => setDoomed(key)} aria-label={`Revoke ${key.name}`}>Revoke</Button>)}
        columns={[
          { name: 'Key', cell: ({ name, prefix }) => <>{name}<code className="block font-mono text-xs font-normal text-faint">{prefix}…</code></> },
          ...(withOwner ? [{ name: 'Of', cell: ({ user }: ApiKeyView) => user.name }] : []),
          { name: 'May', cell: ({ scopes }) => (scopes.includes('*') ? 'All that its owner may' : scopes.map((scope) => (scope === 'read' ? 'look' : scope)).join(', ')) },
          { name: 'Used', cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'Never' : <TimeAgo at={lastUsedAt} />) },
          { name: 'Ends', cell: ({ expiresAt }) => (expiresAt === null ? 'Never' : <TimeAgo at={expiresAt} />) },
        ]}
      />
      <ConfirmDialog open={doomed !== null} onClose={() => setDoomed(null)} title={`Revoke ${doomed?.name ?? ''}?`} confirm="Revoke key" onConfirm={() => doomed !== null && revoke.mutate(doomed.id)}>
        Whatever uses it is refused from now on. It cannot be brought back.
      </ConfirmDialog>
    </>
  );
}
