import type { Announcer } from '@lime/db';
import { revokedTopic } from './runner-tokens.ts';

/** What a long poll waits by. */
export type Bell = {
  /** Resolves at the next announcement that concerns the poll, or when the runner's token is revoked. Call it before looking. */
  next(): Promise<void>;
  revoked(): boolean;
  stop(): void;
};

/** Rings for the topics that `concerns` names, and when announcements may have been lost. */
export function openBell(announcer: Announcer, runner: { tokenId: bigint }, concerns: (topic: string) => boolean): Bell {
  let ring: () => void = () => {};
  let revoked = false;
  const stop = announcer.listen((topic) => {
    if (topic === revokedTopic(runner.tokenId)) revoked = true;
    if (revoked || topic === '*' || concerns(topic)) ring();
  });
  return { next: () => new Promise((resolve) => (ring = resolve)), revoked: () => revoked, stop };
}

/** Waits for the bell, at most `ms`, and not for a caller that has gone. */
export async function waitForBell(rung: Promise<void>, ms: number, gone: AbortSignal): Promise<void> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), ms);
  const either = AbortSignal.any([gone, over.signal]);
  const ended = new Promise<void>((resolve) => either.addEventListener('abort', () => resolve(), { once: true }));
  if (!either.aborted) await Promise.race([rung, ended]);
  clearTimeout(timer);
}
