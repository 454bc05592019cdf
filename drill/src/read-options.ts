import { parseArgs } from 'node:util';

export type DrillOptions = { runs: number; kills: number; seed: number; keep: boolean };

export const usage = `npm run drill -- [--runs N] [--kills M] [--seed S] [--keep]

  --runs N    work items to carry out               (default 12)
  --kills M   processes to kill with SIGKILL        (default 6)
  --seed S    repeats the plan of an earlier drill  (default: another one each time)
  --keep      leave the data folder for a look
`;

const number = { type: 'string' } as const;

/** Reads the command line; a text is what is wrong with it. */
export function readOptions(args: string[]): DrillOptions | string {
  try {
    const { values } = parseArgs({ args, options: { runs: number, kills: number, seed: number, keep: { type: 'boolean' } }, allowPositionals: false });
    const options = {
      runs: Number(values.runs ?? 12),
      kills: Number(values.kills ?? 6),
      seed: Number(values.seed ?? Math.floor(Math.random() * 1_000_000)),
      keep: values.keep ?? false,
    };
    if (!Number.isInteger(options.runs) || options.runs < 1 || options.runs > 10_000) return '--runs must be a whole number from 1 to 10000';
    if (!Number.isInteger(options.kills) || options.kills < 0 || options.kills > 10_000) return '--kills must be a whole number from 0 to 10000';
    if (!Number.isInteger(options.seed) || options.seed < 0) return '--seed must be a whole number';
    return options;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
