/**
 * An expected refusal, as RFC 9457 problem details: `code` is the stable name that a program
 * branches on, `title` is one line for people, `detail` says what to do about it.
 */
export type Problem = {
  status: number;
  code: string;
  title: string;
  detail: string;
  /** Further members, such as the numbers of a refused budget or the field errors of a body. */
  details?: Record<string, unknown>;
};

/** Carries a {@link Problem} up to the HTTP edge, and rolls back the transaction that it passes. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** Refuses the operation: throws a {@link ProblemError}. */
export function refuse(problem: Problem): never {
  throw new ProblemError(problem);
}

/** The refusal for ids that do not exist for this tenant, whether or not they do for another. */
export function notFound(what: string): Problem {
  return { status: 404, code: 'not_found', title: 'Not found', detail: `There is no such ${what}.` };
}

/** The refusal of a change to what is not in the version any more that its author has read. */
export function versionConflict(what: string): Problem {
  return { status: 409, code: 'version_conflict', title: 'Changed meanwhile', detail: `Somebody has changed this ${what} since you read it. Read it again, then make your change.` };
}

/** The refusal to bring back what is there. */
export function notPutAway(what: string): Problem {
  return { status: 409, code: 'not_put_away', title: 'There already', detail: `This ${what} was not put away, or somebody has brought it back already.` };
}

/** A refusal as a value, where one of several is refused and the others go on. */
export type Refused = { refused: Problem };
