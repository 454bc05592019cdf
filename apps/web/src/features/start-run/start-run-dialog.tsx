import type { RunSummary } from '@lime/contracts';
import { Play } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { GuidanceSection } from '../../components/guidance-section.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { recallDraft, rememberDraft } from './remember-draft.ts';
import { asAttempts, readDraft, type RunDraft, soleProvider, takesAttempts } from './run-draft.ts';
import { WorkFields } from './run-fields.tsx';
import { OptionFields } from './run-option-fields.tsx';
import { useStartRun } from './start-run.ts';

type StartRunDialogProps = {
  ticket: { id: string; ref: string; title: string; projectId: string };
  /** What the project lets agents reach. */
  projectEgress: readonly string[];
  onClose: () => void;
  /** `run`: the one that was started, or the first of several. */
  onStarted: (run: RunSummary) => void;
};

export function StartRunDialog(props: StartRunDialogProps) {
  const { ticket, onClose } = props;
  return (
    <Dialog wide open onClose={onClose} title={`Start a run on ${ticket.ref}`} description={ticket.title}>
      <StartRunForm {...props} />
    </Dialog>
  );
}

const promise = <p className="mr-auto hidden text-[13px] text-faint sm:block">Nothing leaves the sandbox before you approve it.</p>;

function StartLabel({ attempts }: { attempts: number }) {
  return (
    <>
      <Play size={15} aria-hidden /> {attempts > 1 ? `Start ${attempts} attempts` : 'Start run'}
    </>
  );
}

function StartRunForm({ ticket, projectEgress, onClose, onStarted }: StartRunDialogProps) {
  const start = useStartRun();
  const [draft, setDraft] = useState(() => recallDraft(ticket.projectId));
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const errors = asAttempts({ ...fieldErrorsOf(start.error), ...wrong });
  const change = (part: Partial<RunDraft>) => setDraft((before) => ({ ...before, ...part }));

  const provider = soleProvider(draft);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const read = readDraft(draft, ticket.id);
    setWrong(read.ok ? {} : read.errors);
    if (!read.ok) return;
    start.mutate(read.request, {
      onSuccess: ([run]) => {
        rememberDraft(ticket.projectId, draft);
        if (run !== undefined) onStarted(run);
      },
    });
  };

  return (
    <DialogForm onSubmit={submit} onCancel={onClose} submit={<StartLabel attempts={takesAttempts(draft.mode) ? draft.agents.length : 1} />} busy={start.isPending} error={start.error} errors={errors} aside={promise}>
      <WorkFields draft={draft} errors={errors} onChange={change} />
      <OptionFields draft={draft} projectEgress={projectEgress} errors={errors} onChange={(part) => setDraft((before) => ({ ...before, options: { ...before.options, ...part } }))} />
      {provider === 'recipe' ? null : <GuidanceSection ticketId={ticket.id} asked={{ mode: draft.mode, provider }} />}
    </DialogForm>
  );
}
