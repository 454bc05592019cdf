import { Navigate, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { BoardSkeleton } from '../../features/board/board-skeleton.tsx';
import { useProjects } from '../../lib/list-projects.ts';
import { NewProjectDialog } from '../../features/projects/new-project-dialog.tsx';
import { useLastProject } from '../../lib/last-project.ts';

/** The board that was looked at last, or the first one. */
export function HomeRoute() {
  const projects = useProjects();
  const last = useLastProject();
  if (projects.error) {
    return (
      <div className="flex flex-col gap-4 p-4 sm:p-6">
        <h1 className="text-lg font-semibold tracking-tight">Projects</h1>
        <ProblemNote error={projects.error} onRetry={() => void projects.refetch()} />
      </div>
    );
  }
  if (projects.data === undefined) return <BoardSkeleton />;
  const project = projects.data.find((one) => one.id === last) ?? projects.data[0];
  if (project === undefined) return <FirstProject />;
  return <Navigate to="/projects/$projectId" params={{ projectId: project.id }} replace />;
}

function FirstProject() {
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <EmptyState
        title="Make your first project"
        action={
          <Button look="primary" onClick={() => setOpen(true)}>
            New project
          </Button>
        }
      >
        A project has a board. Put a ticket on it, start a run, and review what it changed.
      </EmptyState>
      <NewProjectDialog open={open} onClose={() => setOpen(false)} onCreated={(project) => void navigate({ to: '/projects/$projectId', params: { projectId: project.id } })} />
    </>
  );
}
