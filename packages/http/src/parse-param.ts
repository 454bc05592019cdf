import { notFound, parseId, type Problem, refuse } from '@lime/kernel';

/** The id in a path or query; 404 when it cannot be one, as for any id that is not there. */
export function idParam(params: Record<string, string>, name: string, what: string): bigint {
  return parseId(params[name] ?? '') ?? refuse(notFound(what));
}

/** An optional id in the query string; 422 when it is not one. */
export function idQuery(query: URLSearchParams, name: string): bigint | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  return parseId(text) ?? refuse(invalidQuery(name, 'must be a decimal id'));
}

/** An optional whole number within bounds in the query string. */
export function intQuery(query: URLSearchParams, name: string, bounds: { min: number; max: number; otherwise: number }): number {
  const text = query.get(name);
  if (text === null || text === '') return bounds.otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < bounds.min || value > bounds.max) refuse(invalidQuery(name, `must be a whole number from ${bounds.min} to ${bounds.max}`));
  return value;
}

/** 422 for a member of the query string. */
export function invalidQuery(name: string, message: string): Problem {
  return { status: 422, code: 'invalid_query', title: 'The request is not valid', detail: `${name}: ${message}.`, details: { fields: [{ path: name, message }] } };
}
