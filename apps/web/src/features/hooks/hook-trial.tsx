import { TestCodeBody } from '@lime/contracts';
import { useMutation } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import type { z } from 'zod';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { api } from '../../lib/client.ts';
import { formErrors } from '../../lib/form-errors.ts';
import type { FormValues } from '../../keep/form-values.ts';
import { HookResultView } from './hook-result.tsx';

/** Runs what stands in the form, before it is saved. */
export function HookTrial({ values }: { values: FormValues }) {
  const test = useMutation({ meta: { shownInPlace: true }, mutationFn: (body: z.input<typeof TestCodeBody>) => api.testCode({ body }) });
  const { eventType, runtime, code, egress, timeoutMs } = values;
  const parsed = TestCodeBody.safeParse({ eventType, runtime, code, egress, timeoutMs: Number(timeoutMs) });
  const problem = Object.values(formErrors(parsed))[0];
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={() => parsed.success && test.mutate(parsed.data)} busy={test.isPending} disabled={!parsed.success}>
          <FlaskConical size={15} aria-hidden /> Try it on a sample
        </Button>
        <span className="min-w-0 flex-1 basis-56 text-[13px] text-faint">{problem === undefined || code === '' ? 'Runs the code as it stands here; nothing is saved, and its requests are refused' : problem}</span>
      </div>
      {test.error ? <ProblemNote error={test.error} /> : null}
      {test.data === undefined ? null : (
        <div role="status">
          <HookResultView result={test.data} />
        </div>
      )}
    </div>
  );
}
