import { parseArgs } from 'node:util';
import { usageError } from './cli-error.ts';
import { nearest } from './nearest.ts';
import type { OptionSpecs, PositionalSpec, Values } from './option-specs.ts';

type Spec<O> = { usage: string; positionals: PositionalSpec[]; options: O };

/** Reads a command's arguments as its declaration says. Throws a usage error naming what is wrong. */
export function parseCommandLine<O extends OptionSpecs>(spec: Spec<O>, args: string[]): { values: Values<O>; positionals: string[] } {
  const { values, positionals, tokens } = parseArgs({
    args,
    options: Object.fromEntries(Object.entries(spec.options).map(([name, { type, multiple }]) => [name, { type, ...(multiple && { multiple }) }])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) if (token.kind === 'option') checkOption(spec, token);
  checkPositionals(spec, positionals);
  const filled = Object.fromEntries(Object.entries(spec.options).map(([name, { type, multiple }]) => [name, values[name] ?? (multiple ? [] : type === 'boolean' ? false : undefined)]));
  if (!isAsDeclared(spec.options, filled)) throw new Error('parseArgs has given a value of another type than the option has');
  return { values: filled, positionals };
}

/** parseArgs cannot type options that it gets as data, so each value is compared with its declaration. */
function isAsDeclared<O extends OptionSpecs>(options: O, values: Record<string, unknown>): values is Values<O> {
  return Object.entries(options).every(([name, { type, multiple }]) => {
    const value = values[name];
    if (multiple) return Array.isArray(value) && value.every((one) => typeof one === type);
    return typeof value === type || (type === 'string' && value === undefined);
  });
}

function checkOption(spec: Spec<OptionSpecs>, token: { name: string; rawName: string; value: string | undefined }): void {
  const option = spec.options[token.name];
  if (!option) {
    const close = nearest(token.name, Object.keys(spec.options));
    throw usageError(`unknown option ${token.rawName}`, close ? `Did you mean --${close}?` : `Usage: lime ${spec.usage}`);
  }
  if (option.type === 'string' && token.value === undefined) throw usageError(`${token.rawName} needs a value: ${token.rawName} ${option.value ?? 'VALUE'}`);
  if (option.type === 'boolean' && token.value !== undefined) throw usageError(`${token.rawName} takes no value`);
}

function checkPositionals(spec: Spec<OptionSpecs>, given: string[]): void {
  const missing = spec.positionals.find((positional, index) => positional.required && !given[index]?.trim());
  if (missing) throw usageError(`the ${missing.name} is missing`, `Usage: lime ${spec.usage}`);
  const extra = spec.positionals.at(-1)?.multiple ? undefined : given[spec.positionals.length];
  if (extra !== undefined) throw usageError(`unexpected "${extra}"; put quotes around text with spaces`, `Usage: lime ${spec.usage}`);
}
