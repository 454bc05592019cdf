import { getRouteApi } from '@tanstack/react-router';
import { RunsPage } from '../../features/runs/runs-page.tsx';

const route = getRouteApi('/shell/runs');

export function RunsRoute() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  return <RunsPage filter={filter} onFilter={(search) => void navigate({ search, replace: true })} />;
}
