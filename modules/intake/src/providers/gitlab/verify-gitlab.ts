import { hmacSha256, sameText } from '../hmac.ts';
import type { Signed } from '../provider.ts';

/** How far the time of a signature may lie from ours, in milliseconds: Standard Webhooks names five minutes. */
const tolerance = 300_000;

/**
 * A signing token makes GitLab sign by the Standard Webhooks scheme: `v1,` and base64 HMAC-SHA256 of `id.timestamp.body`.
 * Without one it shows the secret token itself. A signature that is there is what counts, whatever stands beside it.
 */
export function verifyGitlab({ headers, body, now }: Signed, secret: string): boolean {
  const signatures = headers.get('webhook-signature');
  if (signatures === null) return sameText(headers.get('x-gitlab-token') ?? '', secret);
  const [id, timestamp] = [headers.get('webhook-id'), headers.get('webhook-timestamp')];
  if (id === null || timestamp === null || !/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > tolerance) return false;
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
  const right = `v1,${hmacSha256(key, `${id}.${timestamp}.`, body).toString('base64')}`;
  return signatures.split(' ').slice(0, 5).filter((signature) => sameText(signature, right)).length > 0;
}
