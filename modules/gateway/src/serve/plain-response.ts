import { redactText } from '@lime/kernel';

/** An upstream's JSON as the agent gets it; what an error quotes of secrets is masked. */
export function plainResponse(status: number, bytes: Uint8Array): Response {
  const body = status === 200 ? new Blob([new Uint8Array(bytes)]) : redactText(new TextDecoder().decode(bytes));
  return new Response(body, { status, headers: { 'content-type': 'application/json', ...(status !== 200 && { 'x-should-retry': 'false' }) } });
}
