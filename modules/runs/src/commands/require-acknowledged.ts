import { refuse } from '@lime/kernel';
import type { DecideGateBody } from '@lime/contracts';
import type { z } from 'zod';
import type { Secrets } from '../queries/read-secrets.ts';

/** How many lines the refusal names; the diff shows all. */
const namedLines = 20;

/** Content that is likely to hold secrets is approved only by somebody who says so, with the reason: 409 `secrets_found`. */
export function requireAcknowledged({ found, findings }: Secrets, body: Pick<z.output<typeof DecideGateBody>, 'acknowledgeSecrets' | 'note'>): void {
  if (found === 0 || (body.acknowledgeSecrets && body.note.trim() !== '')) return;
  const lines = findings.slice(0, namedLines);
  const where = lines.map(({ path, line }) => `${path}:${line}`).join(', ');
  const more = found > lines.length ? ` and ${found - lines.length} more` : '';
  refuse({
    status: 409, code: 'secrets_found', title: 'This looks as if it held secrets',
    detail: `Likely secrets at ${where}${more}. Have the work done again without them, or, if they are none, approve with "acknowledgeSecrets" and a note that says why.`,
    details: { fields: lines.map(({ path, line, rule, excerpt }) => ({ path: `${path}:${line}`, message: `${rule}: ${excerpt}` })) },
  });
}
