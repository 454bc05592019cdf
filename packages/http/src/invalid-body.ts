import type { z } from 'zod';
import type { Problem } from '@lime/kernel';

/** 422 with every field that is wrong, named by its path. The input itself is not echoed. */
export function invalidBody(error: z.ZodError): Problem {
  const fields = error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
  const first = fields[0];
  return {
    status: 422,
    code: 'invalid_body',
    title: 'The request is not valid',
    detail: first ? `${first.path === '' ? 'The body' : first.path}: ${first.message}.`.replace(/\.\.$/, '.') : 'The body is not valid.',
    details: { fields },
  };
}
