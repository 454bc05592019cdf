import { readPages } from '@lime/client';
import type { MemberView } from '@lime/contracts';
import { CliError } from '../cli-error.ts';
import type { Client } from './client.ts';

/** The member of that address or id. Throws CliError. */
export async function findMember(client: Pick<Client, 'listUsers'>, who: string): Promise<MemberView> {
  const member = (await readPages((cursor) => client.listUsers({ query: { cursor, limit: 200 } }))).find(({ id, email }) => id === who || email.toLowerCase() === who.toLowerCase());
  if (member) return member;
  throw new CliError({ message: `there is no member ${who}`, hint: 'See: lime members', code: 'not_found' });
}
