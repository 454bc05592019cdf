import { getRouteApi } from '@tanstack/react-router';
import { RunsPage } from '../../features/runs/runs-page.tsx';

const route = getRouteApi('/shell/runs');

export function RunsRoute() {
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  return <RunsPage status={status} onStatus={(next) => void navigate({ search: next === undefined ? {} : { status: next }, replace: true })} />;
}
