import { runnerProtocolVersion, type Provider, type RegisterBody, type Registered } from '@lime/contracts';
import type { Logger } from '@lime/kernel';
import { recipes } from './recipes/recipes.ts';
import { retryUnreachable } from './protocol/retry-unreachable.ts';
import type { ServerApi } from './protocol/server-api.ts';

export type Registration = { kind: 'registered'; as: Registered } | { kind: 'refused'; message: string } | { kind: 'stopped' };

type Registering = { api: ServerApi; name: string; labels: string[]; capacity: number; can: Provider[]; signal: AbortSignal; log: Logger };

/** Makes this runner and what it can do known to the server, waiting for the server as long as it takes. Again for the same name changes what is known. */
export async function register(options: Registering): Promise<Registration> {
  const body: RegisterBody = { name: options.name, labels: options.labels, capacity: options.capacity, protocol: runnerProtocolVersion, providers: options.can, recipes: recipes.map(({ name, title, description }) => ({ name, title, description })) };
  const result = await retryUnreachable(() => options.api.register(body), {
    signal: options.signal,
    onUnreachable: (reason, attempt) => {
      if (attempt % 10 === 1) options.log.warn({ reason }, 'the server cannot be reached, trying again');
    },
  });
  if (result.kind === 'ok' && result.value) return { kind: 'registered', as: result.value };
  if (result.kind === 'refused') return { kind: 'refused', message: explainRefusal(result.status, result.message) };
  return { kind: 'stopped' };
}

function explainRefusal(status: number, message: string): string {
  if (status !== 401) return message;
  return 'the server does not accept this runner token: it is wrong or was revoked. Make one with: lime runner-token create <name>';
}
