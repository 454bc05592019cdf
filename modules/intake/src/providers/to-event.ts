import type { z } from 'zod';
import type { ForgeEvent } from '@lime/contracts';

/** An event of which nothing of ours follows. */
export function ignored(reason: string): ForgeEvent {
  return { kind: 'ignored', repository: null, at: null, reason };
}

/** Reads a payload by the members that we use; what lacks one is ignored, and says which. */
export function eventFrom<Schema extends z.ZodType>(schema: Schema, toEvent: (payload: z.output<Schema>) => ForgeEvent): (payload: unknown) => ForgeEvent {
  return (payload) => {
    const parsed = schema.safeParse(payload);
    if (parsed.success) return toEvent(parsed.data);
    const issue = parsed.error.issues[0];
    return ignored(`it is not as expected at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? 'unknown'}`);
  };
}

/** RFC 3339 of what forges write as a time: text in several forms, or seconds since 1970. Null for what is no time. */
export function timestamp(value: string | number | null | undefined): string | null {
  if (value === null || value === undefined || value === '') return null;
  const time = new Date(typeof value === 'number' ? value * 1000 : value.replace(/ UTC$/, 'Z'));
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** The earliest time there is: for what came without one. */
export const noTime = new Date(0).toISOString();

/** At most so many characters of a text: a delivery may have a megabyte of them. None is cut in half, which Postgres would not take. */
export function text(value: string | null | undefined, most = 65_536): string {
  return (value ?? '').slice(0, most).toWellFormed();
}
