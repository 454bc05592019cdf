import { AlertDialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { buttonClass } from './button.tsx';

type ConfirmDialogProps = { open: boolean; onClose: () => void; title: string; children: ReactNode; confirm: string; cancel?: string; onConfirm: () => void };

/** Asks once more before something that cannot be taken back. */
export function ConfirmDialog({ open, onClose, title, children, confirm, cancel = 'Keep it', onConfirm }: ConfirmDialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-black/40" />
        <Radix.Content className="fixed top-[20dvh] left-1/2 z-50 w-[calc(100%-2rem)] max-w-md -translate-x-1/2 animate-appear rounded-2xl border border-line bg-raised p-5 shadow-pop">
          <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
          <Radix.Description asChild>
            <div className="mt-1.5 text-muted">{children}</div>
          </Radix.Description>
          <div className="mt-5 flex justify-end gap-2">
            <Radix.Cancel className={buttonClass('secondary')}>{cancel}</Radix.Cancel>
            <Radix.Action className={buttonClass('danger')} onClick={onConfirm}>
              {confirm}
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
