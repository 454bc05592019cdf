import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { CommandLine } from './command-line.tsx';
import { Dialog, DialogBody, DialogFooter } from './dialog.tsx';

type ShownOnceProps = { title: string; /** Who has it can do what. */ warning: ReactNode; parts: { name: string; text: string }[]; onClose: () => void };

/** What the server says once and never again, to be copied now. */
export function ShownOnce({ title, warning, parts, onClose }: ShownOnceProps) {
  return (
    <Dialog wide open onClose={onClose} title={title}>
      <DialogBody>
        <p className="rounded-xl bg-warn-soft px-3.5 py-2.5 text-[13px]">Copy it now: it is shown this once. {warning}</p>
        {parts.map(({ name, text }) => (
          <div key={name}>
            <p className="mb-1.5 text-[13px] font-medium">{name}</p>
            <CommandLine text={text} name={name} />
          </div>
        ))}
      </DialogBody>
      <DialogFooter>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
