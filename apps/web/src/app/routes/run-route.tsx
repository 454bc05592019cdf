import { getRouteApi } from '@tanstack/react-router';
import { RunPage } from '../../features/run/run-page.tsx';

const route = getRouteApi('/shell/runs/$runId');

export function RunRoute() {
  const { runId } = route.useParams();
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  return <RunPage key={runId} runId={runId} tab={tab} onTab={(next) => void navigate({ search: { tab: next }, replace: true })} />;
}
