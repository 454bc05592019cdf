import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SQL } from 'bun';
import type { Played } from '../play-item.ts';

/** What the proofs look at: the rows, the remote repository, and what the clients were told. */
export type Evidence = {
  sql: SQL;
  origin: { url: string; baseSha: string };
  played: Played[];
  budgetLimitCents: number;
  /** The most that the budget ever had reserved and spent, as its page showed while the drill ran. */
  mostHeldCents: number;
};

/** What was claimed, what was seen, and every way in which that falls short. */
export type Proof = { claim: string; seen: string; violations: string[] };

/** Connects past the server, as the superuser of its embedded Postgres. */
export function openDatabase(dataDir: string): SQL {
  const port = readFileSync(join(dataDir, 'postgres', 'port'), 'utf8').trim();
  const password = readFileSync(join(dataDir, 'postgres', 'cluster', 'lime_password'), 'utf8').trim();
  return new SQL({ url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, max: 1, connection: { search_path: 'lime' } });
}
