import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { createLive, type Live, type LiveStatus } from './live.ts';
import { openSocket } from './open-socket.ts';

const LiveContext = createContext<Live | null>(null);

/** Silence after which the connection is asked for a sign of life. */
const checkEveryMs = 30_000;

const isSignedOut = () => fetch('/api/v1/me').then(({ status }) => status === 401, () => false);

export function LiveProvider(props: { children: ReactNode }) {
  const [live] = useState(() => createLive({ open: () => openSocket(`${location.origin.replace(/^http/, 'ws')}/ws`, isSignedOut) }));
  useEffect(() => {
    const reconnect = () => live.reconnect();
    const check = () => document.visibilityState === 'visible' && live.checkAlive();
    const timer = setInterval(check, checkEveryMs);
    window.addEventListener('online', reconnect);
    window.addEventListener('offline', reconnect);
    document.addEventListener('visibilitychange', check);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', reconnect);
      window.removeEventListener('offline', reconnect);
      document.removeEventListener('visibilitychange', check);
      live.close();
    };
  }, [live]);
  return <LiveContext value={live}>{props.children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('useLive needs a LiveProvider above it');
  return live;
}

export function useLiveStatus(): LiveStatus {
  const live = useLive();
  return useSyncExternalStore(live.onStatus, live.status);
}
