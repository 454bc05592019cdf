import type { RunSummary } from '@lime/contracts';
import { useNavigate } from '@tanstack/react-router';
import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, type SyntheticEvent, useState } from 'react';
import { toast } from 'sonner';
import { IconButton } from '../../components/button.tsx';
import { isOver, needsReview } from '../../components/run-status.tsx';
import { useSendMessage } from './send-message.ts';

/** Steers a run, has its work done again, or goes on with it after its end. Enter sends, Shift-Enter breaks the line. */
export function MessageBox({ run }: { run: RunSummary }) {
  const send = useSendMessage(run.id);
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (text.trim() === '' || send.isPending) return;
    send.mutate(text.trim(), {
      onSuccess: (answer) => {
        setText('');
        if (answer.became === 'redo') toast.success('Running again with what you said');
        if (answer.became !== 'continuation') return;
        toast.success(`Run ${answer.run.id} goes on with it`);
        void navigate({ to: '/runs/$runId', params: { runId: answer.run.id } });
      },
    });
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
        placeholder={invitation(run)}
        className="field-sizing-content max-h-40 min-h-9 flex-1 resize-none rounded-lg border border-line-strong bg-surface px-3 py-1.5 text-base sm:text-sm"
      />
      <IconButton label="Send message" type="submit" disabled={text.trim() === '' || send.isPending} className="mb-0.5">
        <SendHorizontal size={17} aria-hidden />
      </IconButton>
    </form>
  );
}

function invitation(run: RunSummary): string {
  if (isOver(run)) return 'Go on with this work in a new run…';
  return needsReview(run) ? 'Say what to do better: the work is done again…' : 'Tell the agent something…';
}
