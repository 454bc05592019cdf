import type { BenchPostgres } from './bench-postgres.ts';
import type { TableRow } from './row.ts';

/** What every part is given. */
export type Bench = {
  postgres: BenchPostgres;
  /** Thrown away at the end; on the disk that Postgres' data is on. */
  tempDir: string;
  repeats: number;
  /** About how long one measurement should last. */
  seconds: number;
  /** A line of progress for people. */
  say: (line: string) => void;
};

/** One letter of the measuring plan. */
export type Part = {
  name: string;
  /** What a reader must know to judge the figures: runtimes, settings. */
  footnotes: string[];
  run(bench: Bench): Promise<TableRow[]>;
};
