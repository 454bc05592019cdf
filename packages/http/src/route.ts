import type { z } from 'zod';
import { refuse, type Refused } from '@lime/kernel';
import { commitTogether, type Db, type TenantRead, type TenantTx } from '@lime/db';
import { parseBody } from './parse-body.ts';

/** What a request proves by who it is: a session, which is the person, or an API key, which acts for them. */
export type Credential = {
  kind: 'session' | 'key';
  id: bigint;
  /** May do all that its person may. A key that may not does nothing that needs no permission but looking. */
  full: boolean;
  /** Shows who the person is in all their tenants. A key, or a session that a link of somebody else's has opened, is of one tenant alone. */
  everywhere: boolean;
  expiresAt: Date | null;
};

/** The person that a request comes from, and what they may do. */
export type Principal = {
  tenantId: bigint;
  userId: bigint;
  name: string;
  email: string;
  roles: string[];
  permissions: string[];
  /** Absent: a part of the platform acts for the person. */
  credential?: Credential;
  /** Of the request that they have sent: what they do by it stands in the audit log under it. */
  correlationId?: string;
};

/** Whether the person's roles give the permission. */
export function mayDo(person: Pick<Principal, 'permissions'>, permission: string): boolean {
  return person.permissions.includes('*') || person.permissions.includes(permission);
}

export type RouteInput<Body> = {
  /** The request's one transaction, as the person's tenant: it commits when the answer is made. */
  tx: TenantTx;
  person: Principal;
  params: Record<string, string>;
  query: URLSearchParams;
  /** The version that the caller has read, by `If-Match` or the body's `version`, and that there is; null when the request does not say. */
  read: number | null;
  body: Body;
};

/** What a route answers: JSON, a raw response, or nothing (204). `repeats`: as it did to the first request with this `Idempotency-Key`. */
export type RouteResult = { status: 200 | 201 | 202; body: unknown; repeats?: true } | { status: 204; repeats?: true } | { raw: Response };

/** What a route that only reads is given; its transaction may be shared with other readers. */
export type ReadInput = Omit<RouteInput<undefined>, 'tx' | 'body' | 'read'> & { tx: TenantRead };

/** What a request says, before its transaction begins. */
type Said<Body> = Omit<RouteInput<Body>, 'tx'>;

/** An answer that is no JSON: bytes of one of these media types; of none where it sends on to another address. */
export type RawAnswer = { media: readonly string[] };

/** What a route is for people who read the API's documentation. */
type RouteDocs = {
  summary: string;
  /** What it answers when it has done what was asked: JSON of this shape; null: nothing, by the status 204. */
  answer: z.ZodType | RawAnswer | null;
  /** With which statuses it answers JSON; default: 200. */
  statuses?: readonly (200 | 201 | 202)[];
  /** What the query string may say, which is checked before the route's work. */
  query?: z.ZodObject;
  /** Puts ids in the place of names that people use in the path; what it does not know stays. */
  resolve?: (db: Db, tenantId: bigint, params: Record<string, string>) => Promise<Record<string, string>>;
};

/** Whose request, and what its path names. */
export type Asked = Pick<ReadInput, 'person' | 'params'>;

/** What a route changes: `what`, for people, and the version that there is; null where there is no such row. */
export type Versioned = { what: string; find(tx: TenantTx, asked: Asked): Promise<number | null> };

export type ReadRoute = RouteDocs & {
  method: 'GET';
  path: string;
  permission: string | null;
  handle(input: ReadInput): Promise<RouteResult>;
  /** Handles requests without a transaction of theirs; opened once. */
  openOutside?: (db: Db) => (asked: Omit<ReadInput, 'tx'>) => Promise<RouteResult>;
};

export type WriteRoute = RouteDocs & {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, such as `/tickets/:id`. */
  path: string;
  /** What the person needs; null: any signed-in person of the tenant. */
  permission: string | null;
  body: z.ZodType | null;
  /** The body is a file, not JSON. */
  takesBytes?: true;
  /** Members of the request's or the answer's object that are secret: whoever repeats an `Idempotency-Key` gets the answer without them. */
  secrets?: readonly string[];
  /** What it changes, where that has a version: `If-Match` must name it. Without, `If-Match` is refused. */
  version?: Versioned;
  handle(input: RouteInput<unknown>): Promise<RouteResult>;
  /** Handles requests that come at the same moment in one transaction; opened once. */
  openTogether?: (db: Db) => (said: Said<unknown>) => Promise<RouteResult>;
  /** Handles requests without a transaction of theirs; opened once. */
  openOutside?: (db: Db) => (said: Said<unknown>) => Promise<RouteResult>;
};

export type Route = ReadRoute | WriteRoute;

type RouteWith<Schema extends z.ZodType> = Omit<WriteRoute, 'body' | 'handle'> & { body: Schema; handle(input: RouteInput<z.output<Schema>>): Promise<RouteResult> };
type RouteWithout = Omit<WriteRoute, 'body' | 'handle'> & { handle(input: RouteInput<undefined>): Promise<RouteResult> };

/** A route that takes a body; `handle` sees it as the schema has parsed it. */
export function routeWithBody<Schema extends z.ZodType>(definition: RouteWith<Schema>): WriteRoute {
  return {
    ...definition,
    handle: (input) => definition.handle({ ...input, body: parseBody(definition.body, input.body) }),
  };
}

type TogetherRoute<Schema extends z.ZodType, Item> = Omit<WriteRoute, 'body' | 'handle' | 'openTogether'> & {
  body: Schema;
  /** What one request asks for; may refuse it. */
  ask(said: Said<z.output<Schema>>): Item;
  /** An answer for each item, in their order. What is refused has written nothing. It may run twice: see {@link commitTogether}. */
  handleAll(tx: TenantTx, items: Item[]): Promise<(RouteResult | Refused)[]>;
};

/** A route that is asked often: under load, many requests of a tenant share one transaction and its statements. */
export function routeTogether<Schema extends z.ZodType, Item>(definition: TogetherRoute<Schema, Item>): WriteRoute {
  const ask = (said: Said<unknown>) => definition.ask({ ...said, body: parseBody(definition.body, said.body) });
  return {
    ...definition,
    handle: async (input) => answerOf((await definition.handleAll(input.tx, [ask(input)]))[0]),
    openTogether: (db) => {
      const join = commitTogether(db, definition.handleAll);
      return async (said) => answerOf(await join(said.person.tenantId, ask(said)));
    },
  };
}

function answerOf(outcome: RouteResult | Refused | undefined): RouteResult {
  if (!outcome) throw new Error('a request got no answer');
  return 'refused' in outcome ? refuse(outcome.refused) : outcome;
}

/** A route that only reads. */
export function readRoute(definition: Omit<ReadRoute, 'method'>): ReadRoute {
  return { ...definition, method: 'GET' };
}

/** A route that changes something and takes no body. */
export function route(definition: RouteWithout): WriteRoute {
  return { ...definition, body: null, handle: (input) => definition.handle({ ...input, body: undefined }) };
}

export function ok(body: unknown): RouteResult {
  return { status: 200, body };
}

export function created(body: unknown): RouteResult {
  return { status: 201, body };
}

export const noContent: RouteResult = { status: 204 };
