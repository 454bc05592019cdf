import type { TenantTx } from '@lime/db';
import type { Admin } from '../open-test-app.ts';

/** The ids of the owner's rows, by the first part of the paths that name them: `tickets`. */
export type SampleIds = Record<string, bigint>;

/** What the test that walks through every route has to know of those of one area. */
export type RouteSamples = {
  /** Makes one row of the owner's for every kind of id that a path may hold; each holds the text wherever it can. */
  addRows(tx: TenantTx, owner: Admin, secret: string, ids: SampleIds): Promise<SampleIds>;
  /** A valid body for every route that takes one, by `POST /tickets/:id`. */
  bodies(ids: SampleIds): Record<string, unknown>;
  /** Its changes that leave one line each in the audit log, in an order in which each finds something to do. */
  order: string[];
  /** The same for what others stand on. */
  last?: string[];
  /** Changes that need tests of their own: they take more than a row and a body. */
  apart?: string[];
  /** Changes that everybody who is signed in may make, whatever their roles. */
  open?: string[];
};

export async function idOf(rows: Promise<{ id: bigint }[]>): Promise<bigint> {
  const [row] = await rows;
  if (!row) throw new Error('a sample row was not made');
  return row.id;
}
