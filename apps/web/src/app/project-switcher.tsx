import type { Project } from '@lime/contracts';
import { useNavigate, useParams } from '@tanstack/react-router';
import { ChevronsUpDown, Plus } from 'lucide-react';
import { useState } from 'react';
import { Logo } from '../components/logo.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../components/menu.tsx';
import { useProjects } from '../lib/list-projects.ts';
import { NewProjectDialog } from '../features/projects/new-project-dialog.tsx';
import { cx } from '../lib/class-names.ts';
import { useLastProject } from '../lib/last-project.ts';

/** The project in the address, or the one looked at last, or the first. */
export function useCurrentProject(): Project | undefined {
  const projects = useProjects().data;
  const { projectId } = useParams({ strict: false });
  const last = useLastProject();
  const wanted = projectId ?? last;
  return projects?.find((project) => project.id === wanted) ?? projects?.[0];
}

export function ProjectSwitcher({ className }: { className?: string }) {
  const projects = useProjects();
  const current = useCurrentProject();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const open = (project: Project) => {
    setCreating(false);
    void navigate({ to: '/projects/$projectId', params: { projectId: project.id } });
  };
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button type="button" aria-label={`Project: ${current?.name ?? 'none yet'}. Switch`} className={cx('flex h-10 min-w-0 items-center gap-2 rounded-lg px-1.5 text-left transition-colors hover:bg-hover', className)}>
            <Logo size={24} />
            <span className="min-w-0 flex-1 truncate font-semibold">{current?.name ?? 'Assembly Lime'}</span>
            <ChevronsUpDown size={15} aria-hidden className="shrink-0 text-faint" />
          </button>
        }
      >
        <MenuLabel>Projects</MenuLabel>
        {projects.data?.map((project) => (
          <MenuChoice key={project.id} checked={project.id === current?.id} onSelect={() => open(project)}>
            {project.name} <span className="text-faint">{project.key}</span>
          </MenuChoice>
        ))}
        <MenuLine />
        <MenuItem onSelect={() => setCreating(true)}>
          <Plus size={15} aria-hidden /> New project…
        </MenuItem>
      </Menu>
      <NewProjectDialog open={creating} onClose={() => setCreating(false)} onCreated={open} />
    </>
  );
}
