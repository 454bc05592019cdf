import { z } from 'zod';

const durationUnits: Record<string, number> = { ms: 1, s: 1000, m: 60_000 };
const sizeUnits: Record<string, number> = { B: 1, KB: 1024, MB: 1024 ** 2 };

/** A time such as `500ms`, `2s`, `1m`, or a number of milliseconds; read as milliseconds. */
export const duration = measure(durationUnits, 'a time such as 500ms, 2s or 1m');

/** A size such as `64KB`, `1MB`, or a number of characters; read as characters. */
export const size = measure(sizeUnits, 'a size such as 64KB or 1MB');

function measure(units: Record<string, number>, wanted: string) {
  return z.union([z.string(), z.number()], { error: `must be ${wanted}` }).transform((given, context) => {
    const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]*)$/.exec(String(given)) ?? [];
    const factor = unit === '' ? 1 : units[unit ?? '?'];
    if (amount !== undefined && factor !== undefined) return Math.round(Number(amount) * factor);
    context.addIssue({ code: 'custom', message: `must be ${wanted}, not "${given}"` });
    return z.NEVER;
  });
}
