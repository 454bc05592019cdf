import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { AgentMode, Provider, RunStatus } from '@lime/contracts';
import { z } from 'zod';
import { boardQuery } from '../features/board/get-board.ts';
import { projectParts } from '../features/settings/project-parts.ts';
import { runTabs } from '../features/run/run-tab.ts';
import { createQueryClient } from './query-client.ts';
import { ErrorScreen, NotFoundScreen } from './error-screen.tsx';
import { BoardRoute } from './routes/board-route.tsx';
import { HomeRoute } from './routes/home-route.tsx';
import { SignInRoute } from './routes/sign-in-route.tsx';
import { Shell } from './shell.tsx';

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ token: z.string().optional(), next: z.string().optional(), problem: z.string().optional() }),
  component: SignInRoute,
});

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  validateSearch: z.object({ token: z.string().catch('') }),
  component: lazyRouteComponent(() => import('./routes/join-route.tsx'), 'JoinRoute'),
});

const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: 'shell', component: Shell });

const homeRoute = createRoute({ getParentRoute: () => shellRoute, path: '/', component: HomeRoute });

const boardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/$projectId',
  validateSearch: z.object({ ticket: z.string().optional() }),
  loader: ({ context, params }) => void context.queryClient.query(boardQuery(params.projectId)).catch(() => undefined),
  component: BoardRoute,
});

const runsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs',
  validateSearch: z.object({ status: RunStatus.optional().catch(undefined), provider: Provider.optional().catch(undefined), mode: AgentMode.optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./routes/runs-route.tsx'), 'RunsRoute'),
});

const runRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs/$runId',
  validateSearch: z.object({ tab: z.enum(runTabs).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./routes/run-route.tsx'), 'RunRoute'),
});

const pullsRoute = createRoute({ getParentRoute: () => shellRoute, path: '/pull-requests', component: lazyRouteComponent(() => import('../features/pull-requests/pull-requests-page.tsx'), 'PullRequestsPage') });

const settingsRoute = createRoute({ getParentRoute: () => shellRoute, path: '/settings', component: lazyRouteComponent(() => import('./routes/settings-route.tsx'), 'SettingsRoute') });

const settingsHomeRoute = createRoute({ getParentRoute: () => settingsRoute, path: '/', component: lazyRouteComponent(() => import('./routes/settings-route.tsx'), 'SettingsHome') });

const sectionRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/$section',
  // A connector that has just been made at GitHub.
  validateSearch: z.object({ connected: z.string().optional() }),
  component: lazyRouteComponent(() => import('./routes/section-route.tsx'), 'SectionRoute'),
});

const runnersRoute = createRoute({ getParentRoute: () => settingsRoute, path: '/runners', component: lazyRouteComponent(() => import('./routes/settings-route.tsx'), 'RunnersPage') });

const modelsRoute = createRoute({ getParentRoute: () => settingsRoute, path: '/models', component: lazyRouteComponent(() => import('./routes/settings-route.tsx'), 'ModelsPage') });

const costsRoute = createRoute({ getParentRoute: () => settingsRoute, path: '/costs', component: lazyRouteComponent(() => import('./routes/settings-route.tsx'), 'CostsPage') });

const projectSettingsRoute = createRoute({ getParentRoute: () => settingsRoute, path: '/projects/$projectId', validateSearch: z.object({ part: z.enum(projectParts).optional().catch(undefined) }), component: lazyRouteComponent(() => import('./routes/settings-route.tsx'), 'ProjectSettingsRoute') });

const routeTree = rootRoute.addChildren([
  signInRoute,
  joinRoute,
  shellRoute.addChildren([homeRoute, boardRoute, runsRoute, runRoute, pullsRoute, settingsRoute.addChildren([settingsHomeRoute, sectionRoute, runnersRoute, modelsRoute, costsRoute, projectSettingsRoute])]),
]);

export const queryClient: QueryClient = createQueryClient(() => {
  const { pathname, href } = router.state.location;
  if (pathname !== '/sign-in' && pathname !== '/join') void router.navigate({ to: '/sign-in', search: { next: href } });
});

function searchText(search: Record<string, unknown>): string {
  const given = Object.entries(search).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

export const router = createRouter({
  routeTree,
  context: { queryClient },
  // Addresses as people write them: ?ticket=12, and not ?ticket=%2212%22.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: searchText,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: ErrorScreen,
  defaultNotFoundComponent: NotFoundScreen,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be added to
  interface Register {
    router: typeof router;
  }
}
