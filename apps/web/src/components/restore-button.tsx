import { ArchiveRestore } from 'lucide-react';
import { Button } from './button.tsx';

/** All that can be done with what was put away. */
export function RestoreButton({ name, busy, onClick }: { name: string; busy: boolean; onClick: () => void }) {
  return (
    <Button small busy={busy} onClick={onClick} aria-label={`Restore ${name}`}>
      <ArchiveRestore size={14} aria-hidden /> Restore
    </Button>
  );
}
