import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { BoardPage } from '../../features/board/board-page.tsx';

const route = getRouteApi('/shell/projects/$projectId');
const StartRunDialog = lazy(() => import('../../features/start-run/start-run-dialog.tsx').then((module) => ({ default: module.StartRunDialog })));

export function BoardRoute() {
  const { projectId } = route.useParams();
  const { ticket } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <BoardPage
      key={projectId}
      projectId={projectId}
      openTicketId={ticket}
      startRunDialog={(ticketId, board, close) => {
        const chosen = board.tickets.find((one) => one.id === ticketId);
        if (chosen === undefined) return null;
        return (
          <Suspense fallback={null}>
            <StartRunDialog ticket={chosen} onClose={close} onStarted={(run) => void navigate({ to: '/runs/$runId', params: { runId: run.id } })} />
          </Suspense>
        );
      }}
    />
  );
}
