import { TriggerPipelineBody } from '@lime/contracts';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import type { z } from 'zod';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input, Textarea } from '../../components/field.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { formErrors } from '../../lib/form-errors.ts';
import { useChange } from '../../lib/use-change.ts';

/** `NAME=value` lines as a record. */
function readInputs(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]));
}

/** Starts a pipeline at its forge, by a run of ours that is opened then. */
export function StartPipelineDialog({ pipelineId, name, onClose }: { pipelineId: string; name: string; onClose: () => void }) {
  const navigate = useNavigate();
  const [ref, setRef] = useState('');
  const [inputs, setInputs] = useState('');
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const start = useChange({ shownInPlace: true, renews: [['pipeline-runs']], change: (body: z.input<typeof TriggerPipelineBody>) => api.startPipeline({ id: pipelineId, body }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const parsed = TriggerPipelineBody.safeParse({ ...(ref.trim() === '' ? {} : { ref: ref.trim() }), inputs: readInputs(inputs) });
    setWrong(formErrors(parsed));
    if (parsed.success) start.mutate(parsed.data, { onSuccess: (run) => void navigate({ to: '/runs/$runId', params: { runId: run.id } }) });
  };
  const errors = { ...fieldErrorsOf(start.error), ...wrong };
  const inputError = Object.entries(errors).find(([path]) => path.startsWith('inputs'))?.[1];
  return (
    <Dialog open onClose={onClose} title={`Start ${name}`}>
      <DialogForm onSubmit={submit} onCancel={onClose} submit="Start it" busy={start.isPending} error={start.error} errors={errors}>
        <Field label="Branch or tag (optional)" error={errors['ref']} hint="As the pipeline’s settings say when it is left out">
          {(ids) => <Input {...ids} value={ref} onChange={(event) => setRef(event.target.value)} autoFocus autoComplete="off" spellCheck={false} placeholder="main" />}
        </Field>
        <Field label="Inputs (optional)" error={inputError} hint="NAME=value, one a line">
          {(ids) => <Textarea {...ids} rows={3} value={inputs} onChange={(event) => setInputs(event.target.value)} spellCheck={false} className="font-mono sm:text-[13px]" />}
        </Field>
      </DialogForm>
    </Dialog>
  );
}
