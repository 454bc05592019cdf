import type { z } from 'zod';
import type { Problem } from '@lime/kernel';

/** 422 with every field that is wrong, named by its path. The input itself is not echoed. */
export function invalidBody(error: z.ZodError): Problem {
  return invalidFields(error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message })));
}

/** 422 for a field that only the database could judge. */
export function invalidField(path: string, message: string): Problem {
  return invalidFields([{ path, message }]);
}

function invalidFields(fields: { path: string; message: string }[]): Problem {
  const first = fields[0];
  return {
    status: 422,
    code: 'invalid_body',
    title: 'The request is not valid',
    detail: first ? `${first.path === '' ? 'The body' : first.path}: ${first.message}.`.replace(/\.\.$/, '.') : 'The body is not valid.',
    details: { fields },
  };
}
