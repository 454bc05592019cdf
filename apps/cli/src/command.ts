import type { Context } from './context.ts';
import { parseCommandLine } from './parse-command-line.ts';

export type OptionSpec = {
  type: 'string' | 'boolean';
  /** May be given several times. */
  multiple?: true;
  /** What stands for the value in the help: `--repo WHERE`. */
  value?: string;
  help: string;
};
export type OptionSpecs = Record<string, OptionSpec>;
export type PositionalSpec = { name: string; required: boolean };

type ValueOf<S> = S extends { multiple: true } ? string[] : S extends { type: 'string' } ? string | undefined : boolean;
export type Values<O> = { [K in keyof O]: ValueOf<O[K]> };

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
