import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../components/button.tsx';
import { Dialog, DialogBody } from '../components/dialog.tsx';
import { EnvVarSection } from './env-var-section.tsx';
import type { EnvScope } from './env-var-sets.ts';

/** Opens the variables and secrets of one thing. */
export function VariablesButton({ type, id, name, text }: EnvScope & { name: string; text: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label={`Variables of ${name}`} onClick={() => setOpen(true)}>
        <KeyRound size={15} aria-hidden />
      </IconButton>
      <Dialog wide open={open} onClose={() => setOpen(false)} title={`Variables of ${name}`}>
        <DialogBody>
          <EnvVarSection scope={{ type, id }} text={text} none="No variables yet." />
        </DialogBody>
      </Dialog>
    </>
  );
}
