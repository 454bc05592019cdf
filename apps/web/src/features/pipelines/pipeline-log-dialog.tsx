import type { PipelineRunView } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { Dialog, DialogBody } from '../../components/dialog.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { api } from '../../lib/client.ts';

/** The end of the log of what failed. */
export function PipelineLogDialog({ run, onClose }: { run: PipelineRunView; onClose: () => void }) {
  const log = useQuery({ queryKey: ['pipeline-log', run.id], queryFn: ({ signal }) => api.readPipelineLog({ id: run.id }, { signal }), retry: false });
  return (
    <Dialog wide open onClose={onClose} title={`${run.pipeline} #${run.number}`} description="The end of the log of what failed">
      <DialogBody>
        {log.error ? <ProblemNote error={log.error} onRetry={() => void log.refetch()} /> : log.data === undefined ? <SkeletonList count={5} label="Loading the log" className="h-5" /> : <pre tabIndex={0} className="overflow-x-auto rounded-lg bg-sunken px-3 py-2 font-mono text-xs">{log.data.text}</pre>}
      </DialogBody>
    </Dialog>
  );
}
