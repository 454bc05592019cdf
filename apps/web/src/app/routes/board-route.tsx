import type { Board } from '@lime/contracts';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { BoardPage } from '../../features/board/board-page.tsx';

const route = getRouteApi('/shell/projects/$projectId');
const StartRunDialog = lazy(() => import('../../features/start-run/start-run-dialog.tsx').then((module) => ({ default: module.StartRunDialog })));

export function BoardRoute() {
  const { projectId } = route.useParams();
  const { ticket } = route.useSearch();
  return <BoardPage key={projectId} projectId={projectId} openTicketId={ticket} StartRun={StartRun} />;
}

function StartRun({ ticketId, board, onClose }: { ticketId: string; board: Board; onClose: () => void }) {
  const navigate = useNavigate();
  const ticket = board.tickets.find((one) => one.id === ticketId);
  if (ticket === undefined) return null;
  return (
    <Suspense fallback={null}>
      <StartRunDialog ticket={ticket} projectEgress={board.project.egress} onClose={onClose} onStarted={(run) => void navigate({ to: '/runs/$runId', params: { runId: run.id } })} />
    </Suspense>
  );
}
