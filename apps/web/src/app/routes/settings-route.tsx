import { getRouteApi, Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { EmptyState } from '../../components/empty-state.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { useProjects } from '../../lib/list-projects.ts';
import { ProjectRepositories } from '../../features/repositories/project-repositories.tsx';
import { ProjectSettingsPage } from '../../features/settings/project-settings-page.tsx';
import { useMedia } from '../../lib/use-media.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { BackToSettings, SettingsIndex, SettingsNav } from '../settings-nav.tsx';
export { CostsPage } from '../../features/costs/costs-page.tsx';
export { ModelsPage } from '../../features/settings/models-page.tsx';
export { RunnersPage } from '../../features/settings/runners-page.tsx';

export function SettingsRoute() {
  const atIndex = useLocation({ select: ({ pathname }) => /^\/settings\/?$/.test(pathname) });
  return (
    <div className="mx-auto flex max-w-6xl gap-10 px-4 pb-12 sm:px-6">
      <SettingsNav />
      <div className="flex max-w-4xl min-w-0 flex-1 flex-col gap-3 pt-3 xl:pt-6">
        {atIndex ? null : <BackToSettings />}
        <h1 className={atIndex ? 'text-lg font-semibold tracking-tight' : 'sr-only'}>Settings</h1>
        <div className="flex flex-col gap-8">
          <Outlet />
        </div>
      </div>
    </div>
  );
}

/** All sections; where they stand at the left anyway, the first of them. */
export function SettingsHome() {
  usePageTitle('Settings');
  const wide = useMedia('(min-width: 1280px)');
  return wide ? <Navigate to="/settings/$section" params={{ section: 'organisation' }} replace /> : <SettingsIndex />;
}

const projectRoute = getRouteApi('/shell/settings/projects/$projectId');

export function ProjectSettingsRoute() {
  const { projectId } = projectRoute.useParams();
  const { part } = projectRoute.useSearch();
  const projects = useProjects();
  const project = projects.data?.find((one) => one.id === projectId);
  if (projects.data === undefined) return <SkeletonList count={2} label="Loading the project" className="h-40" />;
  if (project === undefined) return <EmptyState title="There is no such project" />;
  return <ProjectSettingsPage key={project.id} project={project} part={part ?? 'general'} repositories={<ProjectRepositories projectId={project.id} />} />;
}
