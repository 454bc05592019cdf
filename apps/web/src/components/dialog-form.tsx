import type { ReactNode, SubmitEventHandler } from 'react';
import { submitOnModEnter } from '../lib/submit-on-mod-enter.ts';
import { Button } from './button.tsx';
import { DialogBody, DialogFooter } from './dialog.tsx';
import { ProblemNote } from './problem-note.tsx';

type DialogFormProps = {
  onSubmit: SubmitEventHandler<HTMLFormElement>;
  onCancel: () => void;
  /** What the button that sends says. */
  submit: ReactNode;
  busy: boolean;
  /** What the server refused; not repeated when a field says it already. */
  error: unknown;
  errors: Record<string, string>;
  /** Beside the buttons. */
  aside?: ReactNode;
  children: ReactNode;
};

/** A form that fills a dialog: its fields scroll, its buttons stay. Ctrl-Enter sends it. */
export function DialogForm({ onSubmit, onCancel, submit, busy, error, errors, aside, children }: DialogFormProps) {
  return (
    <form onSubmit={onSubmit} onKeyDown={submitOnModEnter} className="flex min-h-0 flex-1 flex-col">
      <DialogBody>
        {children}
        {error && Object.keys(errors).length === 0 ? <ProblemNote error={error} /> : null}
      </DialogBody>
      <DialogFooter>
        {aside}
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit" busy={busy}>
          {submit}
        </Button>
      </DialogFooter>
    </form>
  );
}
