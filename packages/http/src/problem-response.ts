import { ProblemError, type Logger, type Problem } from '@lime/kernel';
import type { ProblemBody } from '@lime/contracts';
import { isDatabaseAway, isDiskFull } from '@lime/db';

/** A problem as it goes over the wire. */
export function problemBody(problem: Problem, correlationId: string): ProblemBody {
  return {
    type: `https://assembly-lime.dev/problems/${problem.code}`,
    title: problem.title,
    status: problem.status,
    code: problem.code,
    detail: problem.detail,
    correlation_id: correlationId,
    ...(problem.details && { details: problem.details }),
  };
}

export function problemResponse(problem: Problem, correlationId: string): Response {
  return new Response(JSON.stringify(problemBody(problem, correlationId)), { status: problem.status, headers: { 'content-type': 'application/problem+json' } });
}

/** Answers with what `work` answers, or with the problem that stopped it; a fault is logged under the correlation id that the answer names. */
export async function orProblem(logger: Logger, work: (correlationId: string) => Promise<Response>): Promise<Response> {
  const correlationId = crypto.randomUUID();
  try {
    return await work(correlationId);
  } catch (error) {
    return problemResponse(problemOf(error, logger, correlationId), correlationId);
  }
}

/** The refusal that an error means; anything that is not one is a bug, logged whole and told as 500. */
function problemOf(error: unknown, logger: Logger, correlationId: string): Problem {
  if (error instanceof ProblemError) return error.problem;
  logger.error({ err: error, correlationId }, 'a request failed');
  // Nothing of ours nests without end: only a body can exhaust the stack of what walks through it.
  if (error instanceof RangeError && /call stack/i.test(error.message)) return { status: 400, code: 'invalid_json', title: 'Nested too deeply', detail: 'The body nests lists or objects too deeply to be read.' };
  if (isDiskFull(error)) return { status: 503, code: 'disk_full', title: 'The disk is full', detail: 'Nothing was changed. Whoever runs the server frees space on its disk, or on that of its database; then try again.' };
  if (isDatabaseAway(error)) return { status: 503, code: 'database_unreachable', title: 'The database is not reachable', detail: 'Try again in a moment. If it stays like this, see the log of the server.' };
  return { status: 500, code: 'internal', title: 'Something went wrong', detail: `This is a fault of the server. Its log tells more under ${correlationId}.` };
}
