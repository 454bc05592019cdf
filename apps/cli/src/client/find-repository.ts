import { readPages } from '@lime/client';
import type { RepositoryView } from '@lime/contracts';
import { CliError } from '../cli-error.ts';
import type { Client } from './client.ts';

/** An organisation's repository by its id or its name, `owner/name`. Throws CliError naming those that come near. */
export async function findRepository(client: Pick<Client, 'listRepositories'>, wanted: string): Promise<RepositoryView> {
  const all = await readPages((cursor) => client.listRepositories({ query: { cursor, limit: 200 } }));
  const found = all.filter((one) => one.id === wanted || one.fullName.toLowerCase() === wanted.toLowerCase());
  const [only] = found;
  if (only && found.length === 1) return only;
  const named = (items: RepositoryView[]) => items.map((one) => `${one.fullName} (${one.id})`).join(', ');
  if (only) throw new CliError({ message: `there are several repositories ${wanted}`, hint: `Name one by its id: ${named(found)}`, code: 'ambiguous' });
  throw new CliError({ message: `there is no repository ${wanted}`, hint: `There are: ${named(all.slice(0, 20)) || 'none yet; import one with: lime repositories import CONNECTOR OWNER/NAME'}`, code: 'not_found' });
}
