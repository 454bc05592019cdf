import { refuse } from '@lime/kernel';
import { invalidField } from '@lime/http';
import type { ForgeContext } from '../context.ts';
import { forgeProblem } from '../refusals.ts';

/**
 * An address that a credential may be sent to, in one spelling: no user or query in it, and nothing unencrypted over
 * the public internet. Refuses others with 422.
 */
export async function checkAddress({ outbound }: Pick<ForgeContext, 'outbound'>, address: string): Promise<string> {
  const url = new URL(address);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') refuse(invalidField('url', 'Leave user, password, ? and # out of the address.'));
  const host = await outbound.look(url.hostname);
  if (host.kind !== 'resolved') refuse(forgeProblem({ ok: false, code: host.kind === 'refused' ? 'address_refused' : 'unreachable', message: host.message }));
  if (url.protocol === 'http:' && host.isPublic) refuse(invalidField('url', `The credential would go to ${url.host} unencrypted. Use https://.`));
  return url.href.replace(/\/+$/, '');
}
