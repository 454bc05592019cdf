import type { RepositoryView } from '@lime/contracts';
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { RestoreButton } from '../../components/restore-button.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Input } from '../../components/field.tsx';
import { FilterChip, ToggleChip } from '../../components/filter-chip.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { Status } from '../../components/run-status.tsx';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { usePages } from '../../lib/use-pages.ts';
import { ReferenceName } from '../../keep/entity-cell.tsx';
import { useChoices } from '../../keep/references.ts';
import { Section } from '../../components/section.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { RepositoryMenu } from './repository-menu.tsx';
import { useRestoreRepository } from './restore-repository.ts';

const about = 'What agents may be given to work on. Import a repository by a connector, then attach it to the projects whose tickets are about it.';

export function RepositoriesPage() {
  usePageTitle('Repositories');
  const may = useMay('repository.manage');
  const connectors = useChoices('connectorId');
  const [importing, setImporting] = useState(false);
  const [search, setSearch] = useState('');
  const [connectorId, setConnectorId] = useState<string | null>(null);
  const [archived, setArchived] = useState(false);
  const narrowed = search !== '' || connectorId !== null || archived;
  const repositories = usePages({
    key: ['repositories', search, connectorId, archived],
    read: (cursor, options) => api.listRepositories({ query: { limit: 50, ...(search === '' ? {} : { search }), ...(connectorId === null ? {} : { connectorId }), ...(archived ? { archived: 'true' } : {}), ...cursor } }, options),
  });
  const none = repositories.items?.length === 0 && !narrowed;
  const action = may ? (
    <Button look={none ? 'primary' : 'secondary'} onClick={() => setImporting(true)}>
      <Plus size={16} aria-hidden /> Import repositories
    </Button>
  ) : null;
  return (
    <Section title="Repositories" text={none ? undefined : about} action={none ? null : action}>
      <div role="group" aria-label="Filters" className="flex flex-wrap items-center gap-2">
        {none ? null : (
          <>
            <Input type="search" aria-label="Search repositories" value={search} onChange={(event) => setSearch(event.target.value)} placeholder="Search" className="h-8! w-52! rounded-full!" />
            <FilterChip name="Connector" value={connectorId} choices={connectors ?? []} onChange={setConnectorId} />
          </>
        )}
        <ToggleChip name="Archived" pressed={archived} onChange={setArchived} />
      </div>
      <PagesList pages={repositories} label="Loading the repositories" empty={narrowed ? <NothingYet>No repository fits.</NothingYet> : <NothingYet action={action}>{about}</NothingYet>}>
        {(items) => <RepositoryTable repositories={items} may={may} />}
      </PagesList>
      {importing ? <ImportDialog onClose={() => setImporting(false)} /> : null}
    </Section>
  );
}

function RepositoryTable({ repositories, may }: { repositories: RepositoryView[]; may: boolean }) {
  const hook = useChange({ renews: [keys.entity('webhooks')], change: (id: string) => api.createRepositoryWebhook({ id }) });
  const restore = useRestoreRepository();
  const actions = (repository: RepositoryView) => repository.archivedAt !== null ? <RestoreButton name={repository.fullName} busy={restore.isPending && restore.variables === repository.id} onClick={() => restore.mutate(repository.id)} /> : (
    <>
      {repository.provider === 'git' ? null : (
        <Button small busy={hook.isPending && hook.variables === repository.id} onClick={() => hook.mutate(repository.id, { onSuccess: () => toast.success(`${repository.fullName} tells us now what happens there`) })} aria-label={`Make a webhook at ${repository.fullName}`}>
          <Webhook size={14} aria-hidden /> Webhook
        </Button>
      )}
      <RepositoryMenu repository={repository} />
    </>
  );
  return (
    <DataTable
      label="Repositories"
      rows={repositories}
      actions={may ? actions : undefined}
      columns={[
        { name: 'Repository', cell: ({ fullName, webUrl }) => (webUrl === null ? fullName : <a href={webUrl} target="_blank" rel="noreferrer noopener" className="hover:underline">{fullName}</a>) },
        { name: 'By', cell: ({ connectorId }) => <ReferenceName to="connectorId" id={connectorId} /> },
        { name: 'Branch', cell: ({ defaultBranch }) => <code className="font-mono text-xs">{defaultBranch}</code> },
        { name: 'State', cell: ({ isEnabled }) => (isEnabled ? <Status tone="ok" words="Enabled" /> : <Status tone="idle" words="Disabled" />) },
      ]}
    />
  );
}
