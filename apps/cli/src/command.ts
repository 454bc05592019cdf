import type { Context } from './context.ts';
import type { OptionSpecs, PositionalSpec, Values } from './option-specs.ts';
import { parseCommandLine } from './parse-command-line.ts';

type CommandSpec<O extends OptionSpecs> = {
  /** What follows `lime` in the usage line. */
  usage: string;
  /** Paragraphs for the help of this command. */
  about: string;
  positionals: PositionalSpec[];
  options: O;
  examples: string[];
  /** Resolves to the exit code. Throws CliError for what should be said to the user. */
  run: (context: Context, given: { values: Values<O>; positionals: string[] }) => Promise<number>;
};

/** A command without the types of its options: what the table and the help need. */
export type Command = Omit<CommandSpec<OptionSpecs>, 'run'> & { execute: (context: Context, args: string[]) => Promise<number> };

export function defineCommand<const O extends OptionSpecs>(spec: CommandSpec<O>): Command {
  const { run, ...shown } = spec;
  return { ...shown, execute: (context, args) => run(context, parseCommandLine(spec, args)) };
}
