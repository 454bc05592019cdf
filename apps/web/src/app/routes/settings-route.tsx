import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { EmptyState } from '../../components/empty-state.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { useProjects } from '../../features/projects/list-projects.ts';
import { ProjectSettingsPage } from '../../features/settings/project-settings-page.tsx';
export { CostsPage } from '../../features/costs/costs-page.tsx';
export { ModelsPage } from '../../features/settings/models-page.tsx';
export { RunnersPage } from '../../features/settings/runners-page.tsx';

const tab = 'flex h-8 items-center rounded-lg px-2.5 text-[13px] whitespace-nowrap transition-colors';
const active = { className: 'bg-hover font-medium text-ink' };
const inactive = { className: 'text-muted hover:bg-hover hover:text-ink' };

export function SettingsRoute() {
  const projects = useProjects();
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-8 px-4 pt-3 pb-12 sm:px-6">
      <div className="flex flex-col gap-3">
        <h1 className="text-lg font-semibold tracking-tight">Settings</h1>
        <nav aria-label="Settings" className="-mx-1 flex gap-1 overflow-x-auto border-b border-line px-1 pb-2">
          <Link to="/settings/runners" className={tab} activeProps={active} inactiveProps={inactive}>
            Runners
          </Link>
          <Link to="/settings/models" className={tab} activeProps={active} inactiveProps={inactive}>
            Models
          </Link>
          <Link to="/settings/costs" className={tab} activeProps={active} inactiveProps={inactive}>
            Costs
          </Link>
          {projects.data?.map((project) => (
            <Link key={project.id} to="/settings/projects/$projectId" params={{ projectId: project.id }} className={tab} activeProps={active} inactiveProps={inactive}>
              {project.name}
            </Link>
          ))}
        </nav>
      </div>
      <Outlet />
    </div>
  );
}

const projectRoute = getRouteApi('/shell/settings/projects/$projectId');

export function ProjectSettingsRoute() {
  const { projectId } = projectRoute.useParams();
  const projects = useProjects();
  const project = projects.data?.find((one) => one.id === projectId);
  if (projects.data === undefined) return <SkeletonList count={2} label="Loading the project" className="h-40" />;
  if (project === undefined) return <EmptyState title="There is no such project" />;
  return <ProjectSettingsPage key={project.id} project={project} />;
}
