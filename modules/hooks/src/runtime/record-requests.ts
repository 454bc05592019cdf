import type { HookRequest } from '@lime/contracts';
import { mostRequestsTold } from '../tunables.ts';

/** The requests of one hook's run, as its history tells them: the first ones of too many. */
export function recordRequests(): { told: HookRequest[]; tell: (request: HookRequest) => void } {
  const told: HookRequest[] = [];
  return { told, tell: (request) => void (told.length < mostRequestsTold && told.push(request)) };
}
