import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Route, RouteResult } from './route.ts';

/** Throws where a route answers otherwise than it says that it does: another status, another shape, or members that it does not tell of. */
export function assertAnswer(route: Route, result: RouteResult): void {
  const said = describe(route.answer);
  const given = 'raw' in result ? 'bytes' : result.status === 204 ? 'nothing' : 'json';
  const name = `${route.method} ${route.path}`;
  if (said !== given) throw new Error(`${name} says that it answers ${said}, and answers ${given}`);
  if (!(route.answer instanceof z.ZodType) || !('body' in result)) return;
  const statuses: readonly number[] = route.statuses ?? [200];
  if (!statuses.includes(result.status)) throw new Error(`${name} says that it answers with ${statuses.join(' or ')}, and answers with ${result.status}`);
  const body: unknown = JSON.parse(JSON.stringify(result.body));
  const parsed = route.answer.safeParse(body);
  if (!parsed.success) throw new Error(`${name} answers otherwise than it says: ${z.prettifyError(parsed.error)}`);
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(parsed.data)), body)) throw new Error(`${name} answers more than it says: ${JSON.stringify(body)} where ${JSON.stringify(parsed.data)} is told of`);
}

function describe(answer: Route['answer']): 'bytes' | 'nothing' | 'json' {
  if (answer === null) return 'nothing';
  return answer instanceof z.ZodType ? 'json' : 'bytes';
}
