import type { HookRunView } from '@lime/contracts';
import { useState } from 'react';
import { Dialog, DialogBody } from '../../components/dialog.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { Status } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { duration } from '../../lib/time.ts';
import { usePages } from '../../lib/use-pages.ts';
import { wordsOf } from '../../lib/words.ts';
import { useLiveHook } from './use-live-hook.ts';
import { HookOutcomeMark, HookResultView } from './hook-result.tsx';

/** What a hook has done, the newest first. */
export function HookHistory({ hookId, name, onClose }: { hookId: string; name: string; onClose: () => void }) {
  const runs = usePages({ key: ['hook-runs', hookId], read: (cursor, options) => api.listHookRuns({ id: hookId, query: { limit: 20, ...cursor } }, options) });
  useLiveHook(hookId);
  return (
    <Dialog wide open onClose={onClose} title={`History of ${name}`}>
      <DialogBody>
        <PagesList pages={runs} label="Loading the history" empty={<NothingYet>It was not called yet. Tests are not written down.</NothingYet>}>
          {(items) => (
            <ul className="flex flex-col divide-y divide-line rounded-xl border border-line">
              {items.map((run) => (
                <HookRunLine key={run.id} run={run} />
              ))}
            </ul>
          )}
        </PagesList>
      </DialogBody>
    </Dialog>
  );
}

function HookRunLine({ run }: { run: HookRunView }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2.5 text-left hover:bg-hover">
        {run.outcome === null ? <Status tone="live" words={run.status === 'queued' ? 'Queued' : 'Running'} pill live /> : <HookOutcomeMark outcome={run.outcome} />}
        <span className="min-w-0 flex-1 text-[13px]">
          {wordsOf(run.eventType)}
          {run.attempt > 1 ? `, attempt ${run.attempt}` : ''}
        </span>
        <span className="flex gap-3 text-[13px] text-faint tabular-nums">
          {run.durationMs === null ? null : <span>{duration(run.durationMs)}</span>}
          <TimeAgo at={run.createdAt} />
        </span>
      </button>
      {open ? (
        <div className="flex flex-col gap-3 border-t border-line px-3.5 py-3">
          <HookResultView result={run} />
          <details>
            <summary className="text-[13px] text-muted">What it was given</summary>
            <pre tabIndex={0} className="mt-1.5 max-h-64 overflow-auto rounded-lg bg-sunken px-3 py-2 font-mono text-[13px] whitespace-pre-wrap [overflow-wrap:anywhere]">{JSON.stringify(run.context, null, 2)}</pre>
          </details>
        </div>
      ) : null}
    </li>
  );
}
