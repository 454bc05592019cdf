import type { z } from 'zod';
import { refuse } from '@lime/kernel';
import type { TenantRead, TenantTx } from '@lime/db';
import { invalidBody } from './invalid-body.ts';

/** The person that a request comes from, and what they may do. */
export type Principal = {
  tenantId: bigint;
  userId: bigint;
  name: string;
  email: string;
  roles: string[];
  permissions: string[];
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
  body: Body;
};

/** What a route answers: JSON, a raw response, or nothing (204). */
export type RouteResult = { status: 200 | 201 | 202; body: unknown } | { status: 204 } | { raw: Response };

/** What a route that only reads is given; its transaction may be shared with other readers. */
export type ReadInput = Omit<RouteInput<undefined>, 'tx' | 'body'> & { tx: TenantRead };

export type ReadRoute = {
  method: 'GET';
  path: string;
  permission: string | null;
  handle(input: ReadInput): Promise<RouteResult>;
};

export type WriteRoute = {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, such as `/tickets/:id`. */
  path: string;
  /** What the person needs; null: any signed-in person of the tenant. */
  permission: string | null;
  body: z.ZodType | null;
  /** The answer holds a secret that is shown this once: it is not kept for a repeated `Idempotency-Key`. */
  answersSecret?: true;
  handle(input: RouteInput<unknown>): Promise<RouteResult>;
};

export type Route = ReadRoute | WriteRoute;

type RouteWith<Schema extends z.ZodType> = Omit<WriteRoute, 'body' | 'handle'> & { body: Schema; handle(input: RouteInput<z.output<Schema>>): Promise<RouteResult> };
type RouteWithout = Omit<WriteRoute, 'body' | 'handle'> & { handle(input: RouteInput<undefined>): Promise<RouteResult> };

/** A route that takes a body; `handle` sees it as the schema has parsed it. */
export function routeWithBody<Schema extends z.ZodType>(definition: RouteWith<Schema>): WriteRoute {
  return {
    ...definition,
    handle: (input) => {
      const parsed = definition.body.safeParse(input.body);
      if (!parsed.success) refuse(invalidBody(parsed.error));
      return definition.handle({ ...input, body: parsed.data });
    },
  };
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
