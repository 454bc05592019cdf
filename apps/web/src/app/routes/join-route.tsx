import { getRouteApi } from '@tanstack/react-router';
import { JoinPage } from '../../features/session/join-page.tsx';

const route = getRouteApi('/join');

export function JoinRoute() {
  const { token } = route.useSearch();
  // Loaded anew: whoever was signed in before, in whichever organisation, is somebody else now.
  return <JoinPage token={token} onJoined={() => location.assign('/')} />;
}
