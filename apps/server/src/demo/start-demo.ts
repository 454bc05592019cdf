import { join } from 'node:path';
import { startTicketRun } from '@lime/factory';
import { StartRunBody } from '@lime/contracts';
import type { Principal } from '@lime/http';
import type { Parts } from '../compose.ts';
import { makeSampleRepository } from './make-sample-repository.ts';

/** Starts the demo ticket: a real run on a real repository, made of the bundled sample. Returns the run's id. */
export async function startDemo(parts: Parts, person: Principal, dataDir: string): Promise<bigint> {
  const url = await makeSampleRepository(join(dataDir, 'demo'));
  const body = StartRunBody.parse({
    title: 'Orders come out a cent short',
    description:
      'Customers are billed a cent or two too little for some orders: a desk lamp at €19.99 shows up as €19.98 on the invoice. Prices become cents by Math.floor(price * 100), and 19.99 * 100 is 1998.9999999999998. Round to the nearest cent instead, wherever an amount becomes cents. Leave the other uses of Math.floor alone: every tenth copy is still free.',
    repository: { url },
    mode: 'bugfix',
    recipe: { name: 'ast-grep', options: { pattern: 'Math.floor($AMOUNT * 100)', rewrite: 'Math.round($AMOUNT * 100)', language: 'js' } },
    setup: '',
    checks: ['node --test'],
    merge: 'ff',
  });
  return parts.db.tenant(person.tenantId, (tx) => startTicketRun(parts.factory, tx, person, body));
}

