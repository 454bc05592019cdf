import { usageError } from '../cli-error.ts';

/** For a command, reads what one of its forms cannot go without. Throws a usage error that shows the form. */
export function requiredBy(command: string): (value: string | undefined, form: string) => string {
  return (value, form) => {
    if (!value?.trim()) throw usageError(`write it as: lime ${command} ${form}`);
    return value;
  };
}
