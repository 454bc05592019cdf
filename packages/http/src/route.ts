import type { z } from 'zod';
import { refuse } from '@lime/kernel';
import type { TenantTx } from '@lime/db';
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

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, such as `/tickets/:id`. */
  path: string;
  /** What the person needs; null: any signed-in person of the tenant. */
  permission: string | null;
  body: z.ZodType | null;
  handle(input: RouteInput<unknown>): Promise<RouteResult>;
};

type RouteWith<Schema extends z.ZodType> = Omit<Route, 'body' | 'handle'> & { body: Schema; handle(input: RouteInput<z.output<Schema>>): Promise<RouteResult> };
type RouteWithout = Omit<Route, 'body' | 'handle'> & { handle(input: RouteInput<undefined>): Promise<RouteResult> };

/** A route that takes a body; `handle` sees it as the schema has parsed it. */
export function routeWithBody<Schema extends z.ZodType>(definition: RouteWith<Schema>): Route {
  return {
    ...definition,
    handle: (input) => {
      const parsed = definition.body.safeParse(input.body);
      if (!parsed.success) refuse(invalidBody(parsed.error));
      return definition.handle({ ...input, body: parsed.data });
    },
  };
}

/** A route without a body. */
export function route(definition: RouteWithout): Route {
  return { ...definition, body: null, handle: (input) => definition.handle({ ...input, body: undefined }) };
}

export function ok(body: unknown): RouteResult {
  return { status: 200, body };
}

export function created(body: unknown): RouteResult {
  return { status: 201, body };
}

export const noContent: RouteResult = { status: 204 };
