import { useEffect, useEffectEvent, useState } from 'react';

/** Files dropped anywhere on the page, or pasted, while it is shown; true as long as some are held above it. */
export function useGivenFiles(take: (files: File[]) => void): boolean {
  const [held, setHeld] = useState(false);
  const given = useEffectEvent((event: Event, transfer: DataTransfer | null) => {
    if (!hasFiles(transfer)) return;
    event.preventDefault();
    setHeld(false);
    take([...transfer.files]);
  });
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const hold = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      // Otherwise the browser would open the file in place of the page.
      event.preventDefault();
      setHeld(true);
    };
    document.addEventListener('dragover', hold, { signal });
    document.addEventListener('dragleave', (event) => event.relatedTarget === null && setHeld(false), { signal });
    document.addEventListener('drop', (event) => given(event, event.dataTransfer), { signal });
    // A text that holds a picture too, as word processors copy it, is pasted as text.
    document.addEventListener('paste', (event) => event.clipboardData?.types.includes('text/plain') || given(event, event.clipboardData), { signal });
    return () => stop.abort();
  }, []);
  return held;
}

function hasFiles(transfer: DataTransfer | null): transfer is DataTransfer {
  return transfer?.types.includes('Files') ?? false;
}
