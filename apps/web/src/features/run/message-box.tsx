import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, type SyntheticEvent, useState } from 'react';
import { IconButton } from '../../components/button.tsx';
import { useSendMessage } from './send-message.ts';

/** Steers a run in progress. Enter sends, Shift-Enter breaks the line. */
export function MessageBox({ runId }: { runId: string }) {
  const send = useSendMessage(runId);
  const [text, setText] = useState('');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (text.trim() !== '' && !send.isPending) send.mutate(text.trim(), { onSuccess: () => setText('') });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };
  return (
    <form onSubmit={submit} className="flex shrink-0 items-end gap-2 border-t border-line p-2.5">
      <textarea
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label="Message to the run"
        placeholder="Tell the run something…"
        className="field-sizing-content max-h-40 min-h-9 flex-1 resize-none rounded-lg border border-line-strong bg-surface px-3 py-1.5 text-base sm:text-sm"
      />
      <IconButton label="Send message" type="submit" disabled={text.trim() === '' || send.isPending} className="mb-0.5">
        <SendHorizontal size={17} aria-hidden />
      </IconButton>
    </form>
  );
}
