import { Ban } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useCancelRun } from './cancel-run.ts';

export function CancelButton({ runId }: { runId: string }) {
  const [asking, setAsking] = useState(false);
  const cancel = useCancelRun(runId);
  return (
    <>
      <Button small onClick={() => setAsking(true)} busy={cancel.isPending}>
        <Ban size={14} aria-hidden /> Cancel run
      </Button>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} title="Cancel this run?" confirm="Cancel run" cancel="Let it go on" onConfirm={() => cancel.mutate()}>
        What runs now is stopped and nothing more is done. The transcript and what was made so far are kept.
      </ConfirmDialog>
    </>
  );
}
