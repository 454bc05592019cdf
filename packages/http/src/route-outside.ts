import type { z } from 'zod';
import type { Db } from '@lime/db';
import { parseBody } from './parse-body.ts';
import type { ReadInput, ReadRoute, RouteInput, RouteResult, WriteRoute } from './route.ts';

/** What is asked, without a transaction: `handle` opens those that it needs. */
export type OutsideInput<Body> = Omit<RouteInput<Body>, 'tx'> & { db: Db };

type OutsideWith<Schema extends z.ZodType> = Omit<WriteRoute, 'body' | 'handle' | 'openTogether' | 'openOutside'> & { body: Schema; handle(input: OutsideInput<z.output<Schema>>): Promise<RouteResult> };
type OutsideWithout = Omit<WriteRoute, 'body' | 'handle' | 'openTogether' | 'openOutside'> & { handle(input: OutsideInput<undefined>): Promise<RouteResult> };

/** A route that asks another server: no transaction is open while that answers. */
export function routeOutside<Schema extends z.ZodType>(definition: OutsideWith<Schema>): WriteRoute {
  return outside(definition, (said, db) => definition.handle({ ...said, db, body: parseBody(definition.body, said.body) }));
}

/** The same, for one that takes no body. */
export function routeOutsideWithoutBody(definition: OutsideWithout): WriteRoute {
  return outside({ ...definition, body: null }, (said, db) => definition.handle({ ...said, db, body: undefined }));
}

function outside(definition: Omit<WriteRoute, 'handle'>, work: (said: Omit<RouteInput<unknown>, 'tx'>, db: Db) => Promise<RouteResult>): WriteRoute {
  return { ...definition, openOutside: (db) => (said) => work(said, db), handle: () => Promise.reject(new Error('a route that asks another server was called in a transaction')) };
}

/** A route that reads from another server. */
export function readRouteOutside(definition: Omit<ReadRoute, 'method' | 'handle' | 'openOutside'> & { handle(input: Omit<ReadInput, 'tx'> & { db: Db }): Promise<RouteResult> }): ReadRoute {
  return {
    ...definition, method: 'GET', openOutside: (db) => (asked) => definition.handle({ ...asked, db }),
    handle: () => Promise.reject(new Error('a route that asks another server was called in a transaction')),
  };
}
