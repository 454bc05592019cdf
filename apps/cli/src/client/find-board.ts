import { readPages } from '@lime/client';
import type { BoardView } from '@lime/contracts';
import { CliError } from '../cli-error.ts';
import type { Client } from './client.ts';

/** A board by its id or its name; of one project where that is said. Throws CliError naming those that there are. */
export async function findBoard(client: Pick<Client, 'listBoards'>, wanted: string, query: { projectId?: string }): Promise<BoardView> {
  const all = await readPages((cursor) => client.listBoards({ query: { ...query, cursor, limit: 200 } }));
  const found = all.filter((one) => one.id === wanted || one.name.toLowerCase() === wanted.toLowerCase());
  const [only] = found;
  if (only && found.length === 1) return only;
  const named = (items: BoardView[]) => items.map((one) => `${one.name} (${one.id})`).join(', ');
  if (only) throw new CliError({ message: `there are several boards ${wanted}`, hint: `Name one by its id, or its project with --project: ${named(found)}`, code: 'ambiguous' });
  throw new CliError({ message: `there is no board ${wanted}`, hint: `There are: ${named(all.slice(0, 20))}`, code: 'not_found' });
}
