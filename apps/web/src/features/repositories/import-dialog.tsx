import type { AvailableRepository } from '@lime/contracts';
import { Check, Lock } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../components/dialog.tsx';
import { Field, Input, Select } from '../../components/field.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { messageOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';
import { usePages } from '../../lib/use-pages.ts';
import { useChoices } from '../../keep/references.ts';

/** Shows what a connector sees, to import from it. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const connectors = useChoices('connectorId');
  const projects = useChoices('projectId');
  const [chosen, setChosen] = useState<string | null>(null);
  const [projectId, setProjectId] = useState('');
  const connectorId = chosen ?? connectors?.[0]?.value;
  return (
    <Dialog wide open onClose={onClose} title="Import repositories">
      <DialogBody>
        {connectors?.length === 0 ? <NothingYet>There is no connector yet. Make one under Connectors; its repositories are listed here then.</NothingYet> : null}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="From">
            {(ids) => (
              <Select {...ids} value={connectorId ?? ''} onChange={(event) => setChosen(event.target.value)}>
                {connectors?.map(({ value, name }) => <option key={value} value={value}>{name}</option>)}
              </Select>
            )}
          </Field>
          <Field label="Attach to">
            {(ids) => (
              <Select {...ids} value={projectId} onChange={(event) => setProjectId(event.target.value)}>
                <option value="">No project yet</option>
                {projects?.map(({ value, name }) => <option key={value} value={value}>{name}</option>)}
              </Select>
            )}
          </Field>
        </div>
        {connectorId === undefined ? null : <Available key={connectorId} connectorId={connectorId} projectId={projectId} />}
      </DialogBody>
      <DialogFooter>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Available({ connectorId, projectId }: { connectorId: string; projectId: string }) {
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const available = usePages({ key: ['available', connectorId, search], read: (cursor, options) => api.listAvailableRepositories({ id: connectorId, query: { ...(search === '' ? {} : { search }), ...cursor } }, options) });
  return (
    <>
      <Input type="search" aria-label="Search what the connector sees" value={typed} onChange={(event) => setTyped(event.target.value)} placeholder="Search by name" autoComplete="off" />
      <PagesList pages={available} label="Asking the forge" empty={<NothingYet>{search === '' ? 'The connector sees no repository.' : 'No repository fits.'}</NothingYet>}>
        {(items) => (
          <ul aria-label="Repositories at the forge" className="flex flex-col divide-y divide-line rounded-xl border border-line">
            {items.map((repository) => (
              <AvailableLine key={repository.fullName} repository={repository} connectorId={connectorId} projectId={projectId} />
            ))}
          </ul>
        )}
      </PagesList>
    </>
  );
}

function AvailableLine({ repository, connectorId, projectId }: { repository: AvailableRepository; connectorId: string; projectId: string }) {
  const { fullName, url } = repository;
  const take = useChange({
    shownInPlace: true,
    renews: [['repositories'], ['available', connectorId], ['project-repositories'], keys.references],
    change: async () => {
      const imported = await api.importRepository({ body: /^[\w.-]+(\/[\w.-]+)+$/.test(fullName) ? { connectorId, fullName } : { connectorId, url } });
      if (projectId !== '') await api.attachRepository({ id: projectId, body: { repositoryId: imported.id } });
    },
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2">
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {fullName}
        {repository.private ? <Lock size={13} aria-label="private" className="ml-1.5 inline text-faint" /> : null}
        {repository.mayPush === false ? <span className="block text-[13px] text-warn">May not be pushed to</span> : null}
        {take.error ? <span role="alert" className="block text-[13px] text-bad">{messageOf(take.error)}</span> : null}
      </span>
      {repository.repositoryId === null && !take.isSuccess ? (
        <Button small busy={take.isPending} onClick={() => take.mutate(undefined)} aria-label={`Import ${fullName}`}>
          Import
        </Button>
      ) : (
        <span className="inline-flex items-center gap-1 text-[13px] text-ok">
          <Check size={14} aria-hidden /> Imported
        </span>
      )}
    </li>
  );
}
