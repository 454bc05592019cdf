import { readPages } from '@lime/client';
import type { Project } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonClass } from '../../components/button.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { listClass, Section } from '../../components/section.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { useProjects } from '../../lib/list-projects.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { NewProjectDialog } from './new-project-dialog.tsx';

/** Every project there is, and those that were put away. */
export function ProjectsPage() {
  usePageTitle('Projects');
  const projects = useProjects();
  const may = useMay('project.manage');
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const create = may ? (
    <Button onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden /> New project
    </Button>
  ) : null;
  return (
    <>
      <Section title="Projects" text="Each has a board, repositories and rules of its own." action={create}>
        {projects.error ? <ProblemNote error={projects.error} onRetry={() => void projects.refetch()} /> : null}
        {projects.data === undefined ? projects.error ? null : <SkeletonList count={3} label="Loading the projects" className="h-14" /> : (
          <ul className={listClass}>
            {projects.data.map((project) => (
              <li key={project.id} className="flex flex-wrap items-center gap-2 px-4 py-2.5">
                <span className="min-w-0 flex-1 basis-48 font-medium [overflow-wrap:anywhere]">
                  {project.name} <span className="text-[13px] font-normal text-faint">{project.key}</span>
                </span>
                <Link to="/projects/$projectId" params={{ projectId: project.id }} className={buttonClass('ghost', true)} aria-label={`Board of ${project.name}`}>
                  Board
                </Link>
                <Link to="/settings/projects/$projectId" params={{ projectId: project.id }} className={buttonClass('secondary', true)} aria-label={`Settings of ${project.name}`}>
                  Settings
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Archived may={may} />
      <NewProjectDialog open={creating} onClose={() => setCreating(false)} onCreated={({ id }) => void navigate({ to: '/settings/projects/$projectId', params: { projectId: id } })} />
    </>
  );
}

function Archived({ may }: { may: boolean }) {
  const archived = useQuery({ queryKey: ['archived-projects'], queryFn: ({ signal }) => readPages((cursor) => api.listProjects({ query: { archived: true, cursor, limit: 200 } }, { signal })) });
  const restore = useChange({ renews: [keys.projects, ['archived-projects']], said: 'It is back', change: ({ id }: Project) => api.unarchiveProject({ id }) });
  if (archived.data === undefined) return null;
  return (
    <Section title="Put away" text="They take no new tickets and runs.">
      {archived.data.length === 0 ? <NothingYet>No project is put away. Its settings can do that when it is over.</NothingYet> : (
        <ul className={listClass}>
          {archived.data.map((project) => (
            <li key={project.id} className="flex flex-wrap items-center gap-2 px-4 py-2.5">
              <span className="min-w-0 flex-1 basis-48 [overflow-wrap:anywhere]">
                {project.name} <span className="text-[13px] text-faint">{project.key}</span>
                {project.archivedAt === null ? null : <span className="block text-[13px] text-muted">Put away <TimeAgo at={project.archivedAt} /></span>}
              </span>
              {may ? (
                <Button small busy={restore.isPending} onClick={() => restore.mutate(project)} aria-label={`Bring ${project.name} back`}>
                  Bring back
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
