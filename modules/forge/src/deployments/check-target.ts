import { redactText, refuse } from '@lime/kernel';
import { invalidField } from '@lime/http';

/** What everybody may read and people are shown holds no secret: those belong into the target's variables. */
export function checkTarget({ config }: Record<string, unknown>): void {
  const text = JSON.stringify(config ?? {});
  if (redactText(text) !== text) refuse(invalidField('config', 'looks as if it held a secret: set it as a variable of the target instead, and name the variable here'));
}
