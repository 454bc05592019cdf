import { parseArgs } from 'node:util';

export type Options = {
  /** Names of the parts to run, in the order of `known`. */
  only: string[];
  json: string | null;
  /** How often each side has its turn. */
  repeats: number;
  /** About how long one measurement lasts. */
  seconds: number;
};

export type ParsedOptions = { kind: 'options'; options: Options } | { kind: 'help' } | { kind: 'refused'; reason: string };

/** Reads the command line; what cannot be understood comes back as a sentence. */
export function parseOptions(args: string[], known: readonly string[]): ParsedOptions {
  const parsed = readArgs(args);
  if (parsed.kind === 'refused') return parsed;
  const { values } = parsed;
  if (values.help) return { kind: 'help' };
  const wanted = values.only?.split(',').map((name) => name.trim()).filter(Boolean) ?? [...known];
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0 || wanted.length === 0) {
    return { kind: 'refused', reason: `--only knows these parts: ${known.join(', ')}${unknown.length > 0 ? `; not ${unknown.join(', ')}` : ''}` };
  }
  const [repeats, seconds] = [Number(values.repeats), Number(values.seconds)];
  if (!Number.isInteger(repeats) || repeats < 1) return { kind: 'refused', reason: '--repeats needs a whole number of at least 1' };
  if (!(seconds > 0)) return { kind: 'refused', reason: '--seconds needs a number above 0' };
  const only = known.filter((name) => wanted.includes(name));
  return { kind: 'options', options: { only, json: values.json ?? null, repeats, seconds } };
}

function readArgs(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string' },
        json: { type: 'string' },
        repeats: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '3' },
        help: { type: 'boolean', default: false },
      },
    });
    return { kind: 'values' as const, values };
  } catch (error) {
    return { kind: 'refused' as const, reason: error instanceof Error ? error.message : String(error) };
  }
}
