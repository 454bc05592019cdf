import type { z } from 'zod';
import { refuse } from '@lime/kernel';
import { invalidBody } from './invalid-body.ts';
import { readJson } from './read-json.ts';

/** What the body says; 422 with the fields that are wrong. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  return parsed.success ? parsed.data : refuse(invalidBody(parsed.error));
}

/** {@link parseBody} of a request's JSON. */
export async function readBody<Schema extends z.ZodType>(schema: Schema, request: Request): Promise<z.output<Schema>> {
  return parseBody(schema, await readJson(request));
}
