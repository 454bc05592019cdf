import { retryUnreachable } from '../protocol/retry-unreachable.ts';
import { failed, stopped, type Failed } from './failed.ts';
import type { Workbench } from './workbench.ts';

/** Fetches what the work starts from, or is given: `what` names it for people. */
export async function fetchOrigin({ step }: Workbench, content: { sha256: string; size: number }, what: string): Promise<{ ok: true; bytes: Uint8Array } | Failed> {
  const { api, held, signal } = step;
  const fetched = await retryUnreachable(() => api.getBlob(held, content, signal), { signal });
  if (fetched.kind === 'ok') return { ok: true, bytes: fetched.value };
  if (fetched.kind !== 'refused') return stopped;
  return failed('origin_missing', `The ${what}, which the work needs, could not be fetched: ${fetched.message}.`);
}
