import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Dot } from '../components/run-status.tsx';
import { useLive, useLiveStatus } from '../lib/live-context.tsx';
import { keys } from '../lib/query-keys.ts';

/** A drop shorter than this is not worth a word. */
const patienceMs = 1_200;

/** Says when what is on the screen may be old. */
export function LiveBanner() {
  const status = useLiveStatus();
  const live = useLive();
  const client = useQueryClient();
  const [late, setLate] = useState(false);
  useEffect(() => {
    // Asking who is signed in leads to the sign-in screen when nobody is.
    if (status === 'signed_out') void client.invalidateQueries({ queryKey: keys.me });
    if (status !== 'reconnecting') return setLate(false);
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, [status, client]);

  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-20 z-30 flex justify-center lg:bottom-5">
      {late ? (
        <div className="pointer-events-auto flex animate-appear items-center gap-2.5 rounded-full border border-line bg-raised py-1.5 pr-1.5 pl-4 text-[13px] shadow-pop">
          <Dot tone="ask" live />
          Reconnecting… what you see may be old
          <button type="button" onClick={live.reconnect} className="rounded-full px-2.5 py-1 font-medium hover:bg-hover">
            Try now
          </button>
        </div>
      ) : null}
    </div>
  );
}
