import { HookEvent, JsonObject } from '@lime/contracts';
import { parseJson } from '@lime/kernel/browser';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Select, Textarea } from '../../components/field.tsx';
import { Switch } from '../../components/switch.tsx';
import { fieldErrorsOf } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { wordsOf } from '../../lib/words.ts';
import { HookResultView } from './hook-result.tsx';

type TestHookDialogProps = { hookId: string; name: string; eventType: HookEvent; onClose: () => void };

/** Runs a saved hook on a sample. Nothing is refused or recorded by it. */
export function TestHookDialog({ hookId, name, eventType: own, onClose }: TestHookDialogProps) {
  const [eventType, setEventType] = useState(own);
  const [payload, setPayload] = useState('');
  const [allowEgress, setAllowEgress] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const test = useMutation({ meta: { shownInPlace: true }, mutationFn: (given: JsonObject | undefined) => api.testHook({ id: hookId, body: { eventType, allowEgress, ...(given === undefined ? {} : { payload: given }) } }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = payload.trim() === '' ? undefined : JsonObject.safeParse(parseJson(payload));
    setWrong(given?.success === false ? 'This is no JSON object' : undefined);
    if (given?.success !== false) test.mutate(given?.data);
  };
  const errors = { ...fieldErrorsOf(test.error), ...(wrong === undefined ? {} : { payload: wrong }) };
  return (
    <Dialog wide open onClose={onClose} title={`Test ${name}`} description="Runs it on a sample. Nothing is recorded, refused or repeated by it.">
      <DialogForm onSubmit={submit} onCancel={onClose} submit="Run it" busy={test.isPending} error={test.error} errors={errors}>
        <Field label="Event">
          {(ids) => (
            <Select {...ids} value={eventType} onChange={(event) => setEventType(HookEvent.parse(event.target.value))}>
              {HookEvent.options.map((option) => (
                <option key={option} value={option}>
                  {wordsOf(option)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Payload (optional)" error={errors['payload']} hint="JSON, in place of the sample payload of the event">
          {(ids) => <Textarea {...ids} rows={3} value={payload} onChange={(event) => setPayload(event.target.value)} spellCheck={false} placeholder="{}" className="font-mono sm:text-[13px]" />}
        </Field>
        <Switch checked={allowEgress} onChange={setAllowEgress} hint="Otherwise they are refused, and shown below">
          Really make its requests
        </Switch>
        {test.data === undefined ? null : (
          <div role="status" className="border-t border-line pt-4">
            <HookResultView result={test.data} />
          </div>
        )}
      </DialogForm>
    </Dialog>
  );
}
