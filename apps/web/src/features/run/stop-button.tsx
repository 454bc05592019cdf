import { Square } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useCancelRun } from './cancel-run.ts';

/** Stops a run that goes on. It says "Stopping" until the run has ended. */
export function StopButton({ runId }: { runId: string }) {
  const [asking, setAsking] = useState(false);
  const cancel = useCancelRun(runId);
  const stopping = cancel.isPending || cancel.isSuccess;
  return (
    <>
      <Button small onClick={() => setAsking(true)} busy={stopping}>
        <Square size={13} aria-hidden /> {stopping ? 'Stopping…' : 'Stop run'}
      </Button>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} title="Stop this run?" confirm="Stop run" cancel="Let it go on" onConfirm={() => cancel.mutate()}>
        What runs now ends within seconds and nothing more is done. The transcript and the work so far are kept.
      </ConfirmDialog>
    </>
  );
}
