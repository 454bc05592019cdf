import { getRouteApi } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense } from 'react';
import { SkeletonList } from '../../components/skeleton.tsx';
import { NotFoundScreen } from '../error-screen.tsx';

const route = getRouteApi('/shell/settings/$section');

/** The screens of the settings, each loaded when it is opened. */
const screens: Record<string, ComponentType> = {
  organisation: lazy(() => import('../../features/organisation/organisation-page.tsx').then((module) => ({ default: module.OrganisationPage }))),
  members: lazy(() => import('../../features/members/members-page.tsx').then((module) => ({ default: module.MembersPage }))),
  roles: lazy(() => import('../../features/members/roles-page.tsx').then((module) => ({ default: module.RolesPage }))),
  projects: lazy(() => import('../../features/projects/projects-page.tsx').then((module) => ({ default: module.ProjectsPage }))),
  'audit-log': lazy(() => import('../../features/audit/audit-page.tsx').then((module) => ({ default: module.AuditPage }))),
  'api-keys': lazy(() => import('../../features/api-keys/api-keys-page.tsx').then((module) => ({ default: module.ApiKeysPage }))),
  sessions: lazy(() => import('../../features/sessions/sessions-page.tsx').then((module) => ({ default: module.SessionsPage }))),
  connectors: lazy(() => import('../../features/connectors/connectors-page.tsx').then((module) => ({ default: module.ConnectorsPage }))),
  repositories: lazy(() => import('../../features/repositories/repositories-page.tsx').then((module) => ({ default: module.RepositoriesPage }))),
  webhooks: lazy(() => import('../../features/webhooks/webhooks-page.tsx').then((module) => ({ default: module.WebhooksPage }))),
  'build-pipelines': lazy(() => import('../../features/pipelines/pipelines-page.tsx').then((module) => ({ default: module.PipelinesPage }))),
  'deployment-targets': lazy(() => import('../../features/deployments/targets-page.tsx').then((module) => ({ default: module.TargetsPage }))),
  labels: lazy(() => import('../../features/labels/labels-page.tsx').then((module) => ({ default: module.LabelsPage }))),
  hooks: lazy(() => import('../../features/hooks/hooks-page.tsx').then((module) => ({ default: module.HooksPage }))),
  'custom-instructions': lazy(() => import('../../features/instructions/instructions-page.tsx').then((module) => ({ default: module.InstructionsPage }))),
  'default-agent-instructions': lazy(() => import('../../features/instructions/instructions-page.tsx').then((module) => ({ default: module.DefaultInstructionsPage }))),
  'default-agent-tools': lazy(() => import('../../features/instructions/instructions-page.tsx').then((module) => ({ default: module.ToolsPage }))),
  'project-budgets': lazy(() => import('../../features/budgets/budgets-page.tsx').then((module) => ({ default: module.BudgetsPage }))),
};

export function SectionRoute() {
  const { section } = route.useParams();
  const Screen = screens[section];
  if (Screen === undefined) return <NotFoundScreen />;
  return (
    <Suspense fallback={<SkeletonList count={3} label="Loading" className="h-14" />}>
      <Screen key={section} />
    </Suspense>
  );
}
