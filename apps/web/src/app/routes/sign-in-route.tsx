import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';
import { SignInPage } from '../../features/session/sign-in-page.tsx';

const route = getRouteApi('/sign-in');

export function SignInRoute() {
  const { token, next, problem } = route.useSearch();
  const router = useRouter();
  const enter = useCallback(() => router.history.replace(safeNext(next)), [router, next]);
  return <SignInPage token={token} problem={problem} next={next} onSignedIn={enter} />;
}

/** Only a path of this site: a link must not lead elsewhere after signing in. */
function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}
