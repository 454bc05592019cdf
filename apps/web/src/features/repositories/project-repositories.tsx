import { readPages } from '@lime/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Status } from '../../components/run-status.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { api } from '../../lib/client.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { ReferenceControl } from '../../keep/reference-control.tsx';
import { listClass, Section } from '../../components/section.tsx';

/** What a project's tickets are about. The default one is worked on where nobody says which. */
export function ProjectRepositories({ projectId }: { projectId: string }) {
  const may = useMay('repository.manage');
  const attached = useQuery({ queryKey: ['project-repositories', projectId], queryFn: ({ signal }) => readPages((cursor) => api.listProjectRepositories({ id: projectId, query: { cursor } }, { signal })) });
  const renews = [['project-repositories', projectId]];
  const makeDefault = useChange({ renews, change: (repositoryId: string) => api.attachRepository({ id: projectId, body: { repositoryId, isDefault: true } }) });
  const detach = useChange({ renews, change: (repositoryId: string) => api.detachRepository({ id: projectId, repositoryId }) });
  return (
    <Section title="Repositories" text="What the tickets of this project are about. The default one is worked on where nobody says which.">
      {attached.error ? <ProblemNote error={attached.error} onRetry={() => void attached.refetch()} /> : null}
      {attached.data === undefined ? attached.error ? null : <SkeletonList count={1} label="Loading the repositories" /> : (
        <ul className={listClass}>
          {attached.data.map(({ repository: { id, fullName }, isDefault }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
              <span className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">{fullName}</span>
              {isDefault ? <Status tone="ok" words="Default" pill /> : may ? <Button small onClick={() => makeDefault.mutate(id)}>Make it the default</Button> : null}
              {may ? (
                <Button small look="danger" onClick={() => detach.mutate(id)} aria-label={`Detach ${fullName}`}>
                  Detach
                </Button>
              ) : null}
            </li>
          ))}
          {may ? <AttachLine projectId={projectId} attached={attached.data.map(({ repository }) => repository.id)} /> : attached.data.length === 0 ? <li className="px-4 py-3 text-muted">None yet.</li> : null}
        </ul>
      )}
    </Section>
  );
}

function AttachLine({ projectId, attached }: { projectId: string; attached: string[] }) {
  const [chosen, setChosen] = useState('');
  const attach = useChange({ renews: [['project-repositories', projectId]], change: (repositoryId: string) => api.attachRepository({ id: projectId, body: { repositoryId } }) });
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-3">
      <div className="w-72 max-w-full">
        <ReferenceControl to="repositoryId" aria-label="Repository to attach" value={chosen} none="Choose a repository…" without={attached} onChange={setChosen} />
      </div>
      <Button busy={attach.isPending} disabled={chosen === ''} onClick={() => attach.mutate(chosen, { onSuccess: () => setChosen('') })}>
        Attach
      </Button>
    </li>
  );
}
