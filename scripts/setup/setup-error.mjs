/** Something that a person has to mend before the set-up can go on; the message says how. */
export class SetupError extends Error {}

/** Prints a SetupError as plain words and exits; anything else is a bug and keeps its stack. */
export function exitWith(error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}
