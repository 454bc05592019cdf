type OptionSpec = {
  type: 'string' | 'boolean';
  /** May be given several times. */
  multiple?: true;
  /** What stands for the value in the help: `--repo WHERE`. */
  value?: string;
  help: string;
};
export type OptionSpecs = Record<string, OptionSpec>;
export type PositionalSpec = {
  name: string;
  required: boolean;
  /** The last one may be given several times. */
  multiple?: true;
};

type ValueOf<S> = S extends { multiple: true } ? string[] : S extends { type: 'string' } ? string | undefined : boolean;
export type Values<O> = { [K in keyof O]: ValueOf<O[K]> };
