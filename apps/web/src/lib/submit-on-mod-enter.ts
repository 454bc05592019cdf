import type { KeyboardEvent } from 'react';

/** Ctrl-Enter or Cmd-Enter sends a form, also from a text area. */
export function submitOnModEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}
